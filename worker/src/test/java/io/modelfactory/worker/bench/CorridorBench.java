package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.local.simulate.SimulationSettings;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.publish.PublishStage.Publication;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.train.ModelScorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One run over many rows, from the resolved request to the published bundle, against XGBoost alone on the same matrix. The
 * run comes first and in a cold JVM, and its peak memory is read before its peer begins.
 */
final class CorridorBench implements Benchmark {
    private static final double MEGABYTE = 1 << 20;

    @Override
    public Map<String, String> defaults() {
        return Map.of("rows", "1000000", "seed", "7", "memory_limit", "1GB", Settings.JVM, "-Xmx512m,-XX:+UseSerialGC");
    }

    @Override
    public void prepare(Path folder, Settings settings) throws IOException {
        LocalDatasets.cardFraud(
                SimulationSettings.ofRows(settings.number("rows"), settings.number("seed")), target(folder));
    }

    @Override
    public ObjectNode measure(Path folder, Settings settings) throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        BenchRequests requests = new BenchRequests(
                target(folder).manifestKey(),
                "config/mf/training_profile_fraud_v0.yaml",
                "config/mf/governance_profile_fraud_v0.yaml");
        try (BenchRooms rooms = BenchRooms.open(store(folder), folder, threads, settings.text("memory_limit"))) {
            double memoryBefore = Machine.memory();
            long start = System.nanoTime();
            Publication published = rooms.walk(requests.document(1));
            double wholeSeconds = Figures.secondsSince(start);
            double peak = Machine.peakMemory();

            ResolvedTrainPlan plan = rooms.plan(requests.document(1));
            PreparedDataset dataset = rooms.prepare(plan);
            BareXgboost bare =
                    BareXgboost.run(dataset, plan.trainingProfile().hyperParameters(), rooms.stageSeed(plan), threads);

            byte[] model = Files.readAllBytes(store(folder)
                    .resolve(published.evidence().require(Name.MODEL).ref()));
            double matrix =
                    (double) settings.number("rows") * dataset.features().size() * Float.BYTES / MEGABYTE;
            ObjectNode figures = Json.object()
                    .put("ratio", Figures.rounded(wholeSeconds / bare.totalSeconds()))
                    .put("goal_at_most", 1.5)
                    .put("whole_s", Figures.rounded(wholeSeconds))
                    .put("bare_s", Figures.rounded(bare.totalSeconds()))
                    .put(
                            "mean_score_difference",
                            Figures.rounded(meanDifference(scores(model, dataset), bare.scores())))
                    .put("memory_ratio", Figures.rounded(peak / matrix))
                    .put("memory_goal_at_most", 6)
                    .put("peak_rss_mb", Figures.rounded(peak))
                    .put("rss_before_mb", Figures.rounded(memoryBefore))
                    .put("float_matrix_mb", Figures.rounded(matrix))
                    .put("columns", dataset.features().size())
                    .put("threads", threads);
            figures.set("stages_s", rooms.stageSeconds());
            figures.putObject("bare_parts_s")
                    .put("matrix", Figures.rounded(bare.matrixSeconds()))
                    .put("train", Figures.rounded(bare.trainSeconds()))
                    .put("predict", Figures.rounded(bare.predictSeconds()));
            return figures;
        }
    }

    private static float[] scores(byte[] model, PreparedDataset dataset) {
        try (ModelScorer scorer = ModelScorer.load(model)) {
            return scorer.score(dataset.test().features());
        }
    }

    /** Near zero, or the two did not learn the same. */
    private static double meanDifference(float[] ours, float[] theirs) {
        return IntStream.range(0, ours.length)
                .mapToDouble(row -> Math.abs(ours[row] - theirs[row]))
                .average()
                .orElseThrow();
    }

    private static DatasetTarget target(Path folder) {
        return new DatasetTarget(store(folder), BenchRequests.PLATFORM_RUN, "dm_bench");
    }

    private static Path store(Path folder) {
        return folder.resolve("store");
    }
}
