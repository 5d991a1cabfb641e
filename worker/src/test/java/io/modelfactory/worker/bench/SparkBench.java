package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.algorithm.xgboost.ProcessCluster;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.DataSize;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.training.process.spark.SparkCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two tasks of one thread on a cluster of this machine beside one process of two threads, beside one task, and beside
 * two plain processes of one thread, all on the same rows and to the same model. What a session of Spark takes to start
 * is measured by rehearsals of as many tasks, and left out.
 */
final class SparkBench implements Benchmark {
    private static final String ALGORITHM = "xgboost_hist_pinned";
    private static final int THREADS = 2;
    private static final int TASKS = 2;
    private static final String ONE_THREAD = "process_of_one_thread";
    private static final String TWO_THREADS = "process_of_two_threads";
    private static final String PLAIN = "two_plain_processes";
    private static final String ONE_TASK = "one_task";
    private static final String TWO_TASKS = "two_tasks";

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

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) throws IOException {
        Optional<DataSize> memory = settings.size("memory_limit");
        TrainerProvider provider = TrainerRegistry.discover().provider(ALGORITHM);
        try (BenchStages bench = BenchStages.open(folder.resolve("store"), folder, THREADS, memory, Optional.empty());
                SparkBenchCluster cluster = SparkBenchCluster.start(folder.resolve("spark"), 2)) {
            ResolvedTrainPlan plan = bench.plan(BenchRequests.ofCardFraud().document(0));
            PreparedDataset rows = bench.prepare(plan);
            TrainingContest contest =
                    new TrainingContest(rows, plan.trainingProfile().hyperParameters(), bench.stageSeed(plan));
            ProcessCluster processes = new ProcessCluster(
                    folder.resolve("processes"),
                    TASKS,
                    JavaProcess.line(
                            List.of("-XX:+UseSerialGC", "-Djava.util.concurrent.ForkJoinPool.common.parallelism=0")));
            double startOfOne = Double.MAX_VALUE;
            double startOfTwo = Double.MAX_VALUE;
            for (int i = 0; i < settings.number("repeats"); i++) {
                contest.train(ONE_THREAD, provider.trainer(1));
                contest.train(TWO_THREADS, provider.trainer(THREADS));
                contest.train(PLAIN, provider.clusterTrainer(processes, ProgressListener.none()));
                startOfOne = Math.min(startOfOne, rehearsal(cluster.of(1)));
                startOfTwo = Math.min(startOfTwo, rehearsal(cluster.of(TASKS)));
                contest.train(ONE_TASK, on(provider, cluster, 1));
                contest.train(TWO_TASKS, on(provider, cluster, TASKS));
            }
            return figures(contest, startOfOne, startOfTwo, rows.train().rows());
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

    private static ObjectNode figures(TrainingContest contest, double startOfOne, double startOfTwo, int rows) {
        double one = contest.seconds(ONE_TASK) - startOfOne;
        double two = contest.seconds(TWO_TASKS) - startOfTwo;
        ObjectNode figures = Json.object()
                .put("ratio", FigureFormat.rounded(two / contest.seconds(TWO_THREADS)))
                .put("speedup_of_two_tasks", FigureFormat.rounded(one / two))
                .put("one_task_rows_per_s", FigureFormat.rounded(rows / one))
                .put("two_tasks_rows_per_s", FigureFormat.rounded(rows / two))
                .put("process_rows_per_s", FigureFormat.rounded(rows / contest.seconds(TWO_THREADS)))
                .put("session_start_of_one_s", FigureFormat.rounded(startOfOne))
                .put("session_start_of_two_s", FigureFormat.rounded(startOfTwo));
        double process = contest.roundSeconds(TWO_THREADS);
        figures.putObject("of_rounds_alone")
                .put("ratio", FigureFormat.rounded(contest.roundSeconds(TWO_TASKS) / process))
                .put("ratio_of_plain_processes", FigureFormat.rounded(contest.roundSeconds(PLAIN) / process))
                .put(
                        "speedup_of_two_tasks",
                        FigureFormat.rounded(contest.roundSeconds(ONE_TASK) / contest.roundSeconds(TWO_TASKS)))
                .put("speedup_of_two_threads", FigureFormat.rounded(contest.roundSeconds(ONE_THREAD) / process));
        for (String side : List.of(ONE_THREAD, TWO_THREADS, PLAIN, ONE_TASK, TWO_TASKS)) {
            figures.putObject(side)
                    .put("s", FigureFormat.rounded(contest.seconds(side)))
                    .put("rounds_s", FigureFormat.rounded(contest.roundSeconds(side)));
        }
        return figures.put("train_rows", rows).put("model_sha256", contest.modelSha256());
    }
}
