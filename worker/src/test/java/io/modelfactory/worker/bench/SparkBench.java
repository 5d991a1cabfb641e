package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.config.DataSize;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.training.process.spark.SparkCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Two tasks of one thread on a cluster of this machine beside one process of two threads, and beside one task, all on
 * the same rows and to the same model. What a session of Spark takes to start is measured by rehearsals, and left out.
 */
final class SparkBench implements Benchmark {
    private static final String ALGORITHM = "xgboost_hist_pinned";
    private static final int THREADS = 2;

    @Override
    public Map<String, String> defaults() {
        return Map.of(
                "rows",
                "1000000",
                "repeats",
                "3",
                "seed",
                "7",
                "memory_limit",
                "1GB",
                BenchSettings.JVM,
                "-Xmx2g,-XX:+UseSerialGC");
    }

    @Override
    public void prepare(Path folder, BenchSettings settings) throws IOException {
        BenchRequests.writeCardFraud(folder.resolve("store"), settings);
    }

    /** What was taken least of all repeats, in seconds, and the model's digest, which is one for all. */
    private static final class Contest {
        private double process = Double.MAX_VALUE;
        private double start = Double.MAX_VALUE;
        private double oneTask = Double.MAX_VALUE;
        private double twoTasks = Double.MAX_VALUE;
        private String model = "";

        private double timed(Trainer trainer, PreparedDataset rows, ResolvedTrainPlan plan, int seed) {
            long begun = System.nanoTime();
            byte[] content = trainer.train(
                            rows.train(),
                            rows.validation(),
                            rows.features(),
                            plan.trainingProfile().hyperParameters(),
                            seed)
                    .content();
            double seconds = FigureFormat.secondsSince(begun);
            String digest = Sha256.hex(content);
            if (!model.isEmpty() && !model.equals(digest)) {
                throw new IllegalStateException("one training has another model: " + digest + ", not " + model);
            }
            model = digest;
            return seconds;
        }
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) throws IOException {
        DataSize memory = new DataSize(settings.text("memory_limit"));
        TrainerProvider provider = TrainerRegistry.discover().provider(ALGORITHM);
        try (BenchStages bench = BenchStages.open(folder.resolve("store"), folder, THREADS, memory, Optional.empty());
                SparkBenchCluster cluster = SparkBenchCluster.start(folder.resolve("spark"), 2)) {
            ResolvedTrainPlan plan = bench.plan(BenchRequests.ofCardFraud().document(0));
            PreparedDataset rows = bench.prepare(plan);
            Contest contest = new Contest();
            for (int i = 0; i < settings.number("repeats"); i++) {
                int seed = bench.stageSeed(plan);
                contest.process = Math.min(contest.process, contest.timed(provider.trainer(THREADS), rows, plan, seed));
                contest.start = Math.min(contest.start, rehearsal(cluster.of(2)));
                contest.oneTask = Math.min(contest.oneTask, contest.timed(on(provider, cluster, 1), rows, plan, seed));
                contest.twoTasks =
                        Math.min(contest.twoTasks, contest.timed(on(provider, cluster, 2), rows, plan, seed));
            }
            return figures(contest, rows.train().rows());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    private static Trainer on(TrainerProvider provider, SparkBenchCluster cluster, int tasks) {
        return provider.clusterTrainer(cluster.of(tasks), ProgressListener.none());
    }

    private static double rehearsal(SparkCluster cluster) {
        long begun = System.nanoTime();
        cluster.rehearse();
        return FigureFormat.secondsSince(begun);
    }

    private static ObjectNode figures(Contest contest, int rows) {
        double one = contest.oneTask - contest.start;
        double two = contest.twoTasks - contest.start;
        return Json.object()
                .put("ratio", FigureFormat.rounded(two / contest.process))
                .put("speedup_of_two_tasks", FigureFormat.rounded(one / two))
                .put("one_task_rows_per_s", FigureFormat.rounded(rows / one))
                .put("two_tasks_rows_per_s", FigureFormat.rounded(rows / two))
                .put("process_rows_per_s", FigureFormat.rounded(rows / contest.process))
                .put("process_of_two_threads_s", FigureFormat.rounded(contest.process))
                .put("one_task_s", FigureFormat.rounded(contest.oneTask))
                .put("two_tasks_s", FigureFormat.rounded(contest.twoTasks))
                .put("session_start_s", FigureFormat.rounded(contest.start))
                .put("train_rows", rows)
                .put("model_sha256", contest.model);
    }
}
