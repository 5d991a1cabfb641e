package io.modelfactory.spark;

import io.modelfactory.worker.algorithm.xgboost.PinnedXgboostProvider;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.training.process.spark.JobTag;
import io.modelfactory.worker.training.process.spark.SparkCluster;
import io.modelfactory.worker.training.process.spark.SparkSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A process that submits a job, and can be killed. */
public final class SubmittingProcess {
    static final String RUN_KEY = "submitted";

    private SubmittingProcess() {}

    static Process start(SparkSettings settings, Path scratch, String parameters) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SubmittingProcess.class.getName(),
                        settings.master(),
                        settings.home(),
                        settings.shards(),
                        settings.jobJars(),
                        String.valueOf(settings.tasks()),
                        scratch.toString(),
                        parameters))
                .inheritIO()
                .start();
    }

    /** @param args cluster, tasks, scratch folder and hyper-parameters */
    public static void main(String[] args) {
        SparkSettings settings = new SparkSettings(
                args[0],
                args[1],
                args[2],
                args[3],
                Integer.parseInt(args[4]),
                1,
                1L << 30,
                120,
                Optional.of("127.0.0.1"),
                false);
        new PinnedXgboostProvider()
                .clusterTrainer(
                        new SparkCluster(settings, Path.of(args[5]), new JobTag(RUN_KEY, 1)), ProgressListener.none())
                .train(
                        PaymentRows.of(1_203, 1),
                        PaymentRows.of(1_001, 2),
                        PaymentRows.FEATURES,
                        SparkTrainingIT.parameters(args[6]),
                        7);
    }
}
