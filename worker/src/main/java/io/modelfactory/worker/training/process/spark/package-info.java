/**
 * Training on a cluster of Apache Spark, seen from the trainer process that submits the job:
 * {@link io.modelfactory.worker.training.process.spark.SparkCluster} has a folder for the shards that the cluster
 * shares, and starts the job's driver as a child process, which ends when this process does. No class of Spark is known
 * here.
 */
@NullMarked
package io.modelfactory.worker.training.process.spark;

import org.jspecify.annotations.NullMarked;
