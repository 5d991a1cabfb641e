package io.modelfactory.spark;

import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.RabitTracker;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Function1;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Tasks that run at the same time, each in an executor of its own: a barrier stage, whose tasks find each other by the
 * tracker of XGBoost's collective in the driver.
 */
record CollectiveStage(JavaSparkContext spark, int tasks) {
    /** How long a task waits for another one that has not gone: as long as any round may take. */
    private static final int COLLECTIVE_TIMEOUT_SECONDS = 600;

    private static final Logger LOG = LoggerFactory.getLogger(CollectiveStage.class);

    /**
     * @param task made of what the tracker has its members told; each has a number of its own as its partition, from 0,
     *     and one result
     * @return the results of all tasks, in the order of their numbers
     */
    @SuppressWarnings("unchecked") // Scala's arrays are of the class that they are asked for
    <T extends Serializable> T[] run(
            Function<Map<String, Object>, Function1<Iterator<Integer>, Iterator<T>>> task, Class<T> type)
            throws XGBoostError, UnknownHostException {
        RabitTracker tracker = new RabitTracker(tasks, driverAddress(), 0, COLLECTIVE_TIMEOUT_SECONDS);
        tracker.start();
        try {
            List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
            ClassTag<T> tag = ClassTag$.MODULE$.apply(type);
            RDD<T> results = spark.parallelize(numbers, tasks)
                    .rdd()
                    .barrier()
                    .mapPartitions(task.apply(tracker.getWorkerArgs()), false, tag);
            return (T[]) results.collect();
        } finally {
            stop(tracker);
        }
    }

    /** It complains of tasks that have never come, which is not why they have not. */
    private static void stop(RabitTracker tracker) {
        try {
            tracker.stop();
        } catch (XGBoostError lost) {
            LOG.debug("the tracker ends with tasks that are lost", lost);
        }
    }

    /** Where the tasks reach the driver: at the address that Spark itself uses. */
    private String driverAddress() throws UnknownHostException {
        return InetAddress.getByName(spark.getConf().get("spark.driver.host")).getHostAddress();
    }
}
