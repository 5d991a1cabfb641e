package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.bench.PythonScriptBaseline.Texts;
import io.modelfactory.worker.config.DataSize;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.training.DatabaseMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs over many rows, from the resolved request to the published bundle, in turn with what does the same without the
 * factory: XGBoost alone on the same matrix, and the script in Python that a user would write instead, where its
 * libraries are installed. The run that is compared is the core: judged by little more than its AUC, which the peers
 * measure. In turn with it come runs under the shipped profiles, with all that they ask for.
 *
 * <p>The first runs come in cold JVMs, and are compared with peers in processes of their own; the last half finds them
 * warm, as the runs of a worker do, and is compared with the library in this process, by the middle one of each. Beside
 * them are the reading alone of rows that the peer finds in memory, and the algorithms alone beside each other.
 */
final class TrainingRunBench implements Benchmark {
    private static final double MEGABYTE = 1 << 20;
    private static final int COLUMNS = 30;
    /** Up to so many rows what a run takes whatever its rows weighs more. */
    private static final int FEW_ROWS = 100_000;
    /** Of the rows in the database; blank to let it grow with them. */
    private static final String MEMORY_LIMIT = "memory_limit";
    /** Blank to train in the process that measures. */
    private static final String TRAINER_HEAP = "trainer_heap";
    /** Whether the script and the other algorithms are run as well, which takes twice as long. */
    private static final String OTHERS = "others";
    /** Whether the shipped profiles are run as well. */
    private static final String EVERYTHING = "everything";

    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    private final RunSeries core = new RunSeries(BenchRequests.ofCoreCardFraud());
    private final RunSeries everything = new RunSeries(BenchRequests.ofCardFraud());
    private final List<XgboostBaseline> bare = new ArrayList<>();
    private final List<XgboostProcess.Outcome> processes = new ArrayList<>();
    private final List<Double> readings = new ArrayList<>();
    private Optional<TrainingRunFloor> floor = Optional.empty();
    private Optional<RowsFloor> rowsFloor = Optional.empty();
    private final Map<Texts, List<PythonScriptBaseline.Outcome>> scripts = new EnumMap<>(Texts.class);

    @Override
    public Map<String, String> defaults() {
        return Map.of(
                "rows",
                "1000000",
                CopiedPayments.COPIES,
                "1",
                "repeats",
                "3",
                "seed",
                "7",
                MEMORY_LIMIT,
                "",
                TRAINER_HEAP,
                "512MB",
                OTHERS,
                "true",
                EVERYTHING,
                "true",
                BenchSettings.JVM,
                "-Xms32m,-Xmx512m,-XX:+UseSerialGC");
    }

    @Override
    public void prepare(Path folder, BenchSettings settings) throws IOException {
        CopiedPayments.writeCardFraud(folder, store(folder), settings);
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) throws IOException {
        XgboostBaseline.loadLibrary();
        boolean others = Boolean.parseBoolean(settings.text(OTHERS));
        boolean all = Boolean.parseBoolean(settings.text(EVERYTHING));
        boolean python = others && PythonScriptBaseline.isInstalled();
        AlgorithmComparison algorithms = new AlgorithmComparison("xgboost_hist_pinned");
        ObjectNode figures = Json.object();
        String rowMemory = DatabaseMemory.of(
                        settings.size(MEMORY_LIMIT).map(DataSize::text).orElse(DatabaseMemory.GROWING))
                .least();
        rowsFloor = Optional.of(new RowsFloor(new UncheckedRows(folder, THREADS, rowMemory)));
        try (BenchStages bench = open(folder, settings)) {
            for (int i = 0; i < settings.number("repeats"); i++) {
                Path model = i == 0 ? core.runWatched(bench, 0) : core.run(bench, 2 * i);
                if (all && i == 0) {
                    everything.runWatched(bench, 1);
                } else if (all) {
                    everything.run(bench, 2 * i + 1);
                }
                ResolvedTrainPlan plan =
                        bench.plan(BenchRequests.ofCoreCardFraud().document(2 * i));
                TrainingProfile profile = plan.trainingProfile();
                PreparedDataset dataset = rowsFloor.orElseThrow().prepare(bench, plan);
                int seed = bench.stageSeed(plan);
                runPeers(folder, bench, plan, dataset, python);
                if (others && i == settings.number("repeats") - 1) {
                    algorithms.run(dataset, profile.hyperParameters(), seed, THREADS);
                }
                figures.put(
                        "mean_score_difference",
                        FigureFormat.rounded(meanDifference(
                                scores(model, dataset), last(bare).scores())));
            }
        }
        figures.set("algorithms", algorithms.toJson());
        putPeers(figures);
        putMemory(figures, settings);
        return putRatios(figures, settings);
    }

    private void runPeers(
            Path folder, BenchStages bench, ResolvedTrainPlan plan, PreparedDataset dataset, boolean python)
            throws IOException {
        Map<String, JsonNode> hyperParameters = plan.trainingProfile().hyperParameters();
        int seed = bench.stageSeed(plan);
        bare.add(XgboostBaseline.run(dataset, hyperParameters, seed, THREADS));
        if (floor.isEmpty()) {
            floor = Optional.of(floor(bench.files(plan).values(), plan));
        }
        floor.orElseThrow().run(dataset, hyperParameters, seed, THREADS);
        processes.add(XgboostProcess.of(folder.resolve("peer"), dataset, hyperParameters, seed, THREADS)
                .run());
        readings.add(DuckDbReadBaseline.seconds(bench.files(plan).values(), dataset.features(), THREADS));
        if (python) {
            PythonScriptBaseline script = PythonScriptBaseline.of(
                    folder.resolve("python"),
                    bench.files(plan).values(),
                    plan.datasets().get(0).materialization().columns(),
                    dataset.features());
            for (Texts texts : Texts.values()) {
                scripts.computeIfAbsent(texts, none -> new ArrayList<>())
                        .add(script.run(dataset, hyperParameters, THREADS, texts));
            }
        }
    }

    private static TrainingRunFloor floor(Collection<Path> files, ResolvedTrainPlan plan) {
        DatasetMaterialization rows = plan.datasets().get(0).materialization();
        return new TrainingRunFloor(files, new ParquetParts(files, rows.columns(), rows.rowCount(), THREADS));
    }

    private static BenchStages open(Path folder, BenchSettings settings) {
        Optional<DataSize> trainerHeap = settings.size(TRAINER_HEAP);
        Optional<DataSize> memoryLimit = settings.size(MEMORY_LIMIT);
        return BenchStages.open(store(folder), folder, THREADS, memoryLimit, trainerHeap);
    }

    /** Of the core first, and then of all that was held since, which what everything takes is part of. */
    private void putMemory(ObjectNode figures, BenchSettings settings) {
        double library = processes.stream()
                .mapToDouble(XgboostProcess.Outcome::peakMegabytes)
                .max()
                .orElseThrow();
        ObjectNode memory = figures.putObject("memory")
                .put(
                        "float_matrix_mb",
                        FigureFormat.rounded((double) settings.number("rows") * COLUMNS * Float.BYTES / MEGABYTE))
                .put("library_process_mb", FigureFormat.rounded(library))
                .put("core_above_library_mb", FigureFormat.rounded(core.peakMegabytes() - library))
                .put("goal_at_most_mb", 300);
        if (everything.hasRun()) {
            memory.put("everything_above_library_mb", FigureFormat.rounded(everything.peakMegabytes() - library));
        }
    }

    private void putPeers(ObjectNode figures) {
        figures.set("core", core.toJson());
        if (everything.hasRun()) {
            figures.set("everything", everything.toJson());
        }
        XgboostBaseline warm = bare.get(WarmRuns.middle(bareSeconds()));
        figures.putObject("bare")
                .put("matrix_s", FigureFormat.rounded(warm.matrixSeconds()))
                .put("train_s", FigureFormat.rounded(warm.trainSeconds()))
                .put("judge_s", FigureFormat.rounded(warm.judgeSeconds()))
                .put("auc", FigureFormat.rounded(warm.auc()))
                .set("s", rounded(bareSeconds().stream()));
        figures.set("floor", floor.orElseThrow().toJson(Collections.min(bareSeconds())));
        figures.set("rows_floor", rowsFloor.orElseThrow().toJson(core.warm(), warm.totalSeconds()));
        figures.set("bare_process_s", rounded(processes.stream().map(XgboostProcess.Outcome::seconds)));
        figures.put("reading_alone_s", FigureFormat.rounded(Collections.min(readings)));
        if (scripts.isEmpty()) {
            figures.put(
                    "script", "python3-xgboost, python3-sklearn or python3-pandas is not installed, or not asked for");
        }
        scripts.forEach((texts, outcomes) -> {
            ObjectNode script =
                    figures.withObject("script").putObject(texts.name().toLowerCase(Locale.ROOT));
            script.set("s", rounded(outcomes.stream().map(PythonScriptBaseline.Outcome::seconds)));
            script.setAll((ObjectNode) last(outcomes).report());
        });
    }

    /** Of the core, warm beside warm and cold beside cold; a script has nothing that gets warm. */
    private ObjectNode putRatios(ObjectNode figures, BenchSettings settings) {
        double warm = bareSeconds().get(WarmRuns.middle(bareSeconds()));
        double reading = readings.get(WarmRuns.middle(readings));
        figures.put("ratio", FigureFormat.rounded(core.warm() / warm))
                .put("goal_at_most", settings.number("rows") <= FEW_ROWS ? 1.5 : 1.25)
                .put("ratio_to_peer_that_reads", FigureFormat.rounded(core.warm() / (warm + reading)))
                .put(
                        "first_ratio",
                        FigureFormat.rounded(core.first() / processes.get(0).seconds()))
                .put("threads", THREADS);
        if (everything.hasRun()) {
            figures.put("everything_ratio", FigureFormat.rounded(everything.warm() / warm));
        }
        scripts.forEach((texts, outcomes) -> {
            double seconds = outcomes.stream()
                    .mapToDouble(PythonScriptBaseline.Outcome::seconds)
                    .min()
                    .orElseThrow();
            figures.withObject("script_ratios")
                    .put(texts.name().toLowerCase(Locale.ROOT), FigureFormat.rounded(core.warm() / seconds))
                    .put("goal_at_most", 1);
        });
        return figures;
    }

    private List<Double> bareSeconds() {
        return bare.stream().map(XgboostBaseline::totalSeconds).toList();
    }

    private static ArrayNode rounded(Stream<Double> seconds) {
        ArrayNode array = Json.object().putArray("s");
        seconds.map(FigureFormat::rounded).forEach(array::add);
        return array;
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
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
