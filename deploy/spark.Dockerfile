# syntax=docker/dockerfile:1

# The images of trainings on Apache Spark, which runbooks/train-on-spark.md describes. From the root of the repository, of the same
# sources as the worker's image:
#
#   docker build -f deploy/spark.Dockerfile --build-arg REVISION="$(git rev-parse HEAD)" --build-arg WORKER_IMAGE=model-factory/worker:TAG \
#       --target worker -t model-factory/spark-worker:TAG .
#   docker build -f deploy/spark.Dockerfile --target executor -t model-factory/spark-executor:TAG .
#
# A release pins each of these by digest, as deploy/README.md says.
ARG BUILD_IMAGE=maven:3.9.11-eclipse-temurin-17
ARG WORKER_IMAGE=model-factory/worker:0.2.0
ARG SPARK_IMAGE=apache/spark:4.0.4-scala2.13-java17-ubuntu

FROM ${BUILD_IMAGE} AS build
ARG REVISION
# The job has the worker's classes, which say of which release they are.
RUN test -n "${REVISION}" || { echo "give --build-arg REVISION=..." >&2; exit 1; }
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -pl worker/spark,worker/spark/home -am -Dmaven.test.skip=true -Dspotless.check.skip=true \
        -Drelease.commit="${REVISION}" -Drelease.dirty=false package
# By this file Spark knows that its jars are in jars.
RUN mkdir -p /spark/target \
    && mv worker/spark/home/target/jars /spark/jars \
    && mv worker/spark/target/job /spark/target/job \
    && echo "Apache Spark from Maven" >/spark/RELEASE

# What a cluster's executors need beside Spark: OpenMP's runtime, without which XGBoost's native code does not load. The job brings the rest.
FROM ${SPARK_IMAGE} AS executor
USER root
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgomp1 \
    && rm -rf /var/lib/apt/lists/*
USER spark

# The worker with what a driver needs: Spark, and the job's jars where a profile without spark.home and spark.job_jars looks for them.
FROM ${WORKER_IMAGE} AS worker
COPY --from=build /spark/ /opt/spark/
