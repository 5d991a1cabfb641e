package io.modelfactory.spark;

import java.net.UnknownHostException;
import java.util.function.Consumer;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** A training by tasks of a {@link CollectiveStage}, of which one reports rounds. */
final class BarrierTraining {
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
        SparkContext context = spark.sc();
        RoundAccumulator rounds = new RoundAccumulator();
        context.register(rounds);
        RoundListener listener = new RoundListener(rounds, progress);
        context.addSparkListener(listener);
        try {
            byte[] model = ShardModel.agreed(new CollectiveStage(spark, tasks)
                    .run(tracker -> new ShardTask(shards, tracker, rounds, threads), ShardModel.class));
            progress.accept(rounds.value());
            return model;
        } finally {
            context.removeSparkListener(listener);
        }
    }
}
