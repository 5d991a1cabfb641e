package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.MemoryAmount;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.publish.PublishStage.Publication;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.train.ModelScorer;
import io.modelfactory.worker.train.Trainer;
import io.modelfactory.worker.train.Trainers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Runs over many rows, from the resolved request to the published bundle, in turn with XGBoost alone on the same matrix. The
 * first run comes in cold JVMs, and its peak memory is read before its peer begins; the others find them warm, as the runs of a
 * worker do. Between run and peer stand our training alone, which takes longer than its peer for a model that does not depend on
 * the number of threads, and the reading alone of rows that the peer finds in memory.
 */
final class CorridorBench implements Benchmark {
    private static final double MEGABYTE = 1 << 20;
    private static final int COLUMNS = 30;
    /** Blank to train in the process that measures. */
    private static final String TRAINER_HEAP = "trainer_heap";

    private static final int THREADS = Runtime.getRuntime().availableProcessors();

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
                TRAINER_HEAP,
                "512MB",
                Settings.JVM,
                "-Xmx512m,-XX:+UseSerialGC");
    }

    @Override
    public void prepare(Path folder, Settings settings) throws IOException {
        BenchRequests.writeCardFraud(store(folder), settings);
    }

    @Override
    public ObjectNode measure(Path folder, Settings settings) throws IOException {
        List<Walk> walks = new ArrayList<>();
        List<BareXgboost> peers = new ArrayList<>();
        List<Double> trainings = new ArrayList<>();
        List<Double> readings = new ArrayList<>();
        ObjectNode figures = Json.object();
        try (BenchRooms rooms = open(folder, settings)) {
            for (int i = 0; i < settings.number("repeats"); i++) {
                ObjectNode request = BenchRequests.ofCardFraud().document(i);
                walks.add(i == 0 ? watchedWalk(rooms, request, figures, settings) : walk(rooms, request));
                ResolvedTrainPlan plan = rooms.plan(request);
                PreparedDataset dataset = rooms.prepare(plan);
                Machine.forgetPeakMemory();
                double before = Machine.peakMemory();
                BareXgboost bare = BareXgboost.run(
                        dataset, plan.trainingProfile().hyperParameters(), rooms.stageSeed(plan), THREADS);
                peers.add(bare);
                if (i == 0) {
                    putBareMemory(figures, settings, Machine.peakMemory() - before);
                }
                readings.add(BareRows.seconds(rooms.files(plan).values(), dataset.features(), THREADS));
                trainings.add(trainingAlone(dataset, plan.trainingProfile(), rooms.stageSeed(plan)));
                figures.put(
                        "mean_score_difference",
                        Figures.rounded(meanDifference(scores(walks.get(i).model(), dataset), bare.scores())));
            }
        }
        figures.put("training_alone_s", Figures.rounded(Collections.min(trainings)))
                .put("reading_alone_s", Figures.rounded(Collections.min(readings)));
        return putTimes(figures, walks, peers);
    }

    private static BenchRooms open(Path folder, Settings settings) {
        Optional<MemoryAmount> trainerHeap = Optional.of(settings.text(TRAINER_HEAP))
                .filter(text -> !text.isBlank())
                .map(MemoryAmount::new);
        MemoryAmount memoryLimit = new MemoryAmount(settings.text("memory_limit"));
        return BenchRooms.open(store(folder), folder, THREADS, memoryLimit, trainerHeap);
    }

    private record Walk(double seconds, ObjectNode stages, Path model) {}

    /** Looking at the processes takes time from them, so that only the run is watched that is the slowest anyway. */
    private static Walk watchedWalk(BenchRooms rooms, ObjectNode request, ObjectNode figures, Settings settings) {
        try (PeakMemory memory = PeakMemory.watch()) {
            Walk walk = walk(rooms, request);
            putMemory(figures, settings, memory.megabytes());
            return walk;
        }
    }

    private static Walk walk(BenchRooms rooms, ObjectNode request) {
        long start = System.nanoTime();
        Map<String, Double> before = rooms.stageSeconds();
        Publication published = rooms.walk(request);
        double seconds = Figures.secondsSince(start);
        ObjectNode stages = Json.object();
        rooms.stageSeconds()
                .forEach((stage, total) -> stages.put(stage, Figures.rounded(total - before.getOrDefault(stage, 0.0))));
        return new Walk(seconds, stages, rooms.file(published, Name.MODEL));
    }

    private static double trainingAlone(PreparedDataset dataset, TrainingProfile profile, int seed) {
        Trainer trainer = Trainers.forAlgorithm(profile.algorithmId(), THREADS);
        long start = System.nanoTime();
        trainer.train(dataset.train(), dataset.validation(), dataset.features(), profile.hyperParameters(), seed);
        return Figures.secondsSince(start);
    }

    private static void putMemory(ObjectNode figures, Settings settings, double peak) {
        double matrix = matrix(settings);
        figures.put("memory_ratio", Figures.rounded(peak / matrix))
                .put("memory_goal_at_most", 4)
                .put("peak_rss_mb", Figures.rounded(peak))
                .put("float_matrix_mb", Figures.rounded(matrix));
    }

    /** @param taken by the library on top of the matrix, its own copies included */
    private static void putBareMemory(ObjectNode figures, Settings settings, double taken) {
        double matrix = matrix(settings);
        figures.put("bare_memory_ratio", Figures.rounded((matrix + taken) / matrix));
    }

    private static double matrix(Settings settings) {
        return (double) settings.number("rows") * COLUMNS * Float.BYTES / MEGABYTE;
    }

    /** The fastest of each, because whatever else runs on the machine can only make them slower. */
    private static ObjectNode putTimes(ObjectNode figures, List<Walk> walks, List<BareXgboost> peers) {
        Walk walk = Collections.min(walks, Comparator.comparingDouble(Walk::seconds));
        BareXgboost bare = Collections.min(peers, Comparator.comparingDouble(BareXgboost::totalSeconds));
        figures.put("ratio", Figures.rounded(walk.seconds() / bare.totalSeconds()))
                .put("goal_at_most", 1.25)
                .put("threads", THREADS)
                .set("stages_s", walk.stages());
        figures.putObject("bare_parts_s")
                .put("matrix", Figures.rounded(bare.matrixSeconds()))
                .put("train", Figures.rounded(bare.trainSeconds()))
                .put("predict", Figures.rounded(bare.predictSeconds()));
        ArrayNode wholeSeconds = figures.putArray("whole_s");
        walks.forEach(each -> wholeSeconds.add(Figures.rounded(each.seconds())));
        ArrayNode bareSeconds = figures.putArray("bare_s");
        peers.forEach(each -> bareSeconds.add(Figures.rounded(each.totalSeconds())));
        return figures;
    }

    private static float[] scores(Path model, PreparedDataset dataset) throws IOException {
        try (ModelScorer scorer = ModelScorer.load(Files.readAllBytes(model))) {
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

    private static Path store(Path folder) {
        return folder.resolve("store");
    }
}
