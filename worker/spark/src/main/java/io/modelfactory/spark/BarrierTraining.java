package io.modelfactory.spark;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.RabitTracker;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A training by tasks that run at the same time, each in an executor of its own: a barrier stage, whose tasks find each
 * other by the tracker of XGBoost's collective in the driver.
 */
final class BarrierTraining {
    /** How long a task waits for another one that has not gone: as long as any round may take. */
    private static final int COLLECTIVE_TIMEOUT_SECONDS = 600;

    private static final Logger LOG = LoggerFactory.getLogger(BarrierTraining.class);

    private final JavaSparkContext spark;
    private final int threads;
    private final Consumer<String> progress;

    /**
     * @param threads of a task
     * @param progress told of rounds, as a file of them has them
     */
    BarrierTraining(JavaSparkContext spark, int threads, Consumer<String> progress) {
        this.spark = spark;
        this.threads = threads;
        this.progress = progress;
    }

    /**
     * @param shards one a task
     * @return the model
     * @throws JobRefusedException if the tasks do not agree
     */
    byte[] train(JobShards shards, int tasks) throws XGBoostError, UnknownHostException {
        RabitTracker tracker = new RabitTracker(tasks, driverAddress(), 0, COLLECTIVE_TIMEOUT_SECONDS);
        RoundAccumulator rounds = new RoundAccumulator();
        spark.sc().register(rounds);
        RoundListener listener = new RoundListener(rounds, progress);
        tracker.start();
        try {
            spark.sc().addSparkListener(listener);
            ShardTask task = new ShardTask(shards, tracker.getWorkerArgs(), rounds, threads);
            List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
            ClassTag<ShardModel> type = ClassTag$.MODULE$.apply(ShardModel.class);
            RDD<ShardModel> models =
                    spark.parallelize(numbers, tasks).rdd().barrier().mapPartitions(task, false, type);
            byte[] model = agreed((ShardModel[]) models.collect());
            progress.accept(rounds.value());
            return model;
        } finally {
            spark.sc().removeSparkListener(listener);
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

    private static byte[] agreed(ShardModel[] models) {
        if (Stream.of(models).map(ShardModel::sha256).distinct().count() != 1) {
            throw new JobRefusedException("DIFFERENT_MODELS", "the tasks of one training have different models");
        }
        return models[0].model();
    }

    /** Where the tasks reach the driver: at the address that Spark itself uses. */
    private String driverAddress() throws UnknownHostException {
        return InetAddress.getByName(spark.getConf().get("spark.driver.host")).getHostAddress();
    }
}
