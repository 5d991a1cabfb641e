/**
 * The job that a worker submits to a cluster of Apache Spark: {@link io.modelfactory.spark.SparkTrainingJob} is its
 * driver, and each of its tasks a {@link io.modelfactory.spark.ShardTask}. It reads shards of encoded rows from a
 * folder, and writes a model into another; it knows nothing else of the Model Factory.
 */
@NullMarked
package io.modelfactory.spark;

import org.jspecify.annotations.NullMarked;
