/**
 * Training on a cluster of Apache Spark, seen from the trainer process that submits the job:
 * {@link io.modelfactory.worker.training.process.spark.SparkCluster} has a place for the shards that the cluster can
 * read (a shared folder, or objects of a bucket by signed URLs), and starts the job's driver as a child process, which
 * ends when this process does. No class of Spark, no object store and no credential is known here: the worker grants
 * the URLs by {@link io.modelfactory.worker.training.process.spark.ShardBucket}.
 */
@NullMarked
package io.modelfactory.worker.training.process.spark;

import org.jspecify.annotations.NullMarked;
