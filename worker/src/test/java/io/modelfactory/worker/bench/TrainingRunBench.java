package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.bench.PythonScriptBaseline.Outcome;
import io.modelfactory.worker.config.DataSize;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.publish.PublishStage.Publication;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.resolve.TrainingProfile;
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
 * Runs over many rows, from the resolved request to the published bundle, in turn with XGBoost alone on the same
 * matrix. The first run comes in cold JVMs, and its peak memory is read before its peer begins; the others find them
 * warm, as the runs of a worker do. Between run and peer are our training alone, which takes longer than its peer for a
 * model that does not depend on the number of threads, the reading alone of rows that the peer finds in memory, the
 * algorithms beside each other, and the script in Python that a user would write instead, where its libraries are
 * installed.
 */
final class TrainingRunBench implements Benchmark {
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
                BenchSettings.JVM,
                "-Xmx512m,-XX:+UseSerialGC");
    }

    @Override
    public void prepare(Path folder, BenchSettings settings) throws IOException {
        BenchRequests.writeCardFraud(store(folder), settings);
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) throws IOException {
        XgboostBaseline.loadLibrary();
        List<TimedRun> runs = new ArrayList<>();
        List<XgboostBaseline> peers = new ArrayList<>();
        List<Double> trainings = new ArrayList<>();
        List<Double> readings = new ArrayList<>();
        List<Outcome> scripts = new ArrayList<>();
        boolean python = PythonScriptBaseline.isInstalled();
        ObjectNode figures = Json.object();
        Optional<AlgorithmComparison> algorithms = Optional.empty();
        try (BenchStages bench = open(folder, settings)) {
            for (int i = 0; i < settings.number("repeats"); i++) {
                ObjectNode request = BenchRequests.ofCardFraud().document(i);
                runs.add(i == 0 ? memorySampledRun(bench, request, figures, settings) : timedRun(bench, request));
                ResolvedTrainPlan plan = bench.plan(request);
                PreparedDataset dataset = bench.prepare(plan);
                BenchHost.resetPeakMemory();
                double before = BenchHost.peakMemory();
                XgboostBaseline bare = XgboostBaseline.run(
                        dataset, plan.trainingProfile().hyperParameters(), bench.stageSeed(plan), THREADS);
                peers.add(bare);
                if (i == 0) {
                    putBareMemory(figures, settings, BenchHost.peakMemory() - before);
                }
                readings.add(DuckDbReadBaseline.seconds(bench.files(plan).values(), dataset.features(), THREADS));
                trainings.add(trainingAlone(dataset, plan.trainingProfile(), bench.stageSeed(plan)));
                TrainingProfile profile = plan.trainingProfile();
                if (python) {
                    scripts.add(PythonScriptBaseline.of(
                                    folder.resolve("python"),
                                    bench.files(plan).values(),
                                    plan.datasets().get(0).materialization().columns(),
                                    dataset.features())
                            .run(dataset, profile.hyperParameters(), THREADS));
                }
                algorithms = algorithms.or(() -> Optional.of(new AlgorithmComparison(profile.algorithmId())));
                algorithms.get().run(dataset, profile.hyperParameters(), bench.stageSeed(plan), THREADS);
                figures.put(
                        "mean_score_difference",
                        FigureFormat.rounded(meanDifference(scores(runs.get(i).model(), dataset), bare.scores())));
            }
        }
        algorithms.ifPresent(compared -> figures.set("algorithms", compared.toJson()));
        figures.put("training_alone_s", FigureFormat.rounded(Collections.min(trainings)))
                .put("reading_alone_s", FigureFormat.rounded(Collections.min(readings)));
        putScript(figures, runs, scripts);
        return putTimes(figures, runs, peers);
    }

    private static BenchStages open(Path folder, BenchSettings settings) {
        Optional<DataSize> trainerHeap = Optional.of(settings.text(TRAINER_HEAP))
                .filter(text -> !text.isBlank())
                .map(DataSize::new);
        DataSize memoryLimit = new DataSize(settings.text("memory_limit"));
        return BenchStages.open(store(folder), folder, THREADS, memoryLimit, trainerHeap);
    }

    private record TimedRun(double seconds, ObjectNode stages, Path model) {}

    /** Looking at the processes takes time from them, so that only the run is watched that is the slowest anyway. */
    private static TimedRun memorySampledRun(
            BenchStages bench, ObjectNode request, ObjectNode figures, BenchSettings settings) {
        try (PeakMemorySampler memory = PeakMemorySampler.start()) {
            TimedRun run = timedRun(bench, request);
            putMemory(figures, settings, memory.megabytes());
            return run;
        }
    }

    private static TimedRun timedRun(BenchStages bench, ObjectNode request) {
        long start = System.nanoTime();
        Map<String, Double> before = bench.stageSeconds();
        Publication published = bench.runStages(request);
        double seconds = FigureFormat.secondsSince(start);
        ObjectNode stages = Json.object();
        bench.stageSeconds()
                .forEach((stage, total) ->
                        stages.put(stage, FigureFormat.rounded(total - before.getOrDefault(stage, 0.0))));
        return new TimedRun(seconds, stages, bench.file(published, ArtifactName.MODEL));
    }

    private static double trainingAlone(PreparedDataset dataset, TrainingProfile profile, int seed) {
        Trainer trainer =
                TrainerRegistry.discover().provider(profile.algorithmId()).trainer(THREADS);
        long start = System.nanoTime();
        trainer.train(dataset.train(), dataset.validation(), dataset.features(), profile.hyperParameters(), seed);
        return FigureFormat.secondsSince(start);
    }

    private static void putMemory(ObjectNode figures, BenchSettings settings, double peak) {
        double matrix = matrix(settings);
        figures.put("memory_ratio", FigureFormat.rounded(peak / matrix))
                .put("memory_goal_at_most", 4)
                .put("peak_rss_mb", FigureFormat.rounded(peak))
                .put("float_matrix_mb", FigureFormat.rounded(matrix));
    }

    /** @param taken by the library on top of the matrix, its own copies included */
    private static void putBareMemory(ObjectNode figures, BenchSettings settings, double taken) {
        double matrix = matrix(settings);
        figures.put("bare_memory_ratio", FigureFormat.rounded((matrix + taken) / matrix));
    }

    private static double matrix(BenchSettings settings) {
        return (double) settings.number("rows") * COLUMNS * Float.BYTES / MEGABYTE;
    }

    /** The fastest of each, because whatever else runs on the machine can only make them slower. */
    private static ObjectNode putTimes(ObjectNode figures, List<TimedRun> runs, List<XgboostBaseline> peers) {
        TimedRun run = Collections.min(runs, Comparator.comparingDouble(TimedRun::seconds));
        XgboostBaseline bare = Collections.min(peers, Comparator.comparingDouble(XgboostBaseline::totalSeconds));
        figures.put("ratio", FigureFormat.rounded(run.seconds() / bare.totalSeconds()))
                .put("goal_at_most", 1.25)
                .put("threads", THREADS)
                .set("stages_s", run.stages());
        figures.putObject("bare_parts_s")
                .put("matrix", FigureFormat.rounded(bare.matrixSeconds()))
                .put("train", FigureFormat.rounded(bare.trainSeconds()))
                .put("predict", FigureFormat.rounded(bare.predictSeconds()));
        ArrayNode wholeSeconds = figures.putArray("whole_s");
        runs.forEach(each -> wholeSeconds.add(FigureFormat.rounded(each.seconds())));
        ArrayNode bareSeconds = figures.putArray("bare_s");
        peers.forEach(each -> bareSeconds.add(FigureFormat.rounded(each.totalSeconds())));
        return figures;
    }

    private static void putScript(ObjectNode figures, List<TimedRun> runs, List<Outcome> scripts) {
        if (scripts.isEmpty()) {
            figures.put("script", "python3-xgboost, python3-sklearn and python3-pandas are not installed");
            return;
        }
        Outcome script = Collections.min(scripts, Comparator.comparingDouble(Outcome::seconds));
        double run = runs.stream().mapToDouble(TimedRun::seconds).min().orElseThrow();
        figures.put("script_ratio", FigureFormat.rounded(run / script.seconds()))
                .put("script_goal_at_most", 1)
                .put("script_s", FigureFormat.rounded(script.seconds()))
                .set("script", script.report());
    }

    private static float[] scores(Path model, PreparedDataset dataset) throws IOException {
        try (ModelScorer scorer = TrainerRegistry.discover().load("xgboost-ubj", Files.readAllBytes(model))) {
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
