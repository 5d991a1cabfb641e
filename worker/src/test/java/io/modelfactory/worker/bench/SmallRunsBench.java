package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.local.PlatformTopic;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Distinct runs on a small dataset, from requests on the topic to {@code BUNDLE_PUBLISHED} events on the other, through
 * one worker process. The peer is XGBoost alone on the same rows: what is left is the overhead of a run.
 */
final class SmallRunsBench implements Benchmark {
    private static final String TRAINING = "bench/training_profile.yaml";
    /** Whether the series with everything on is run, too. */
    private static final String EVERYTHING = "everything";
    /** Whether the bare programs are run, too; {@link #GOVERNED} alone, or all. */
    private static final String FLOORS = "floors";

    private static final String GOVERNED = "governed";

    /** Of credit applications: a thousand card transactions hold about ten frauds, which prove nothing. */
    private static final String TRAINING_PROFILE = """
            policy_id: mf.training_profile.bench.v0
            revision: r1
            feature_definition_set: {feature_set_id: credit_core, feature_set_version: v1}
            expected_manifest_schema_version: learning.dataset_manifest.v0
            split_recipe: mf.split.v1
            split_strategy: hash
            split_fractions: {train: 0.7, validation: 0.1, test: 0.2}
            leakage: {expected_label_rule: observed_time<=label_asof_utc}
            seed_policy: {recipe: mf.stage_seed.v1, base_seed: 20260210}
            algorithm_id: xgboost_hist
            hyper_parameters: {rounds: %d, max_depth: 6, learning_rate: 0.1}
            evaluation: {decision_threshold: 0.5}
            """;

    /** What the gate of a run asks for, and under which name its figures are printed. */
    private enum Demand {
        /**
         * The least that a gate takes: a bound on a metric of discrimination, and on one of probability. The report has
         * neither logistic regression nor drift nor contributions.
         */
        CORE("core", "reports: []\n"),
        /** All that is reported, intervals of all metrics, and the groups of two columns with theirs. */
        EVERYTHING("everything", """
                uncertainty: {judge: point, level: 0.95, bootstrap_draws: 999}
                slices:
                - {column: Home, min_rows: 20, eval_thresholds: {max_ece_quantile: 0.99}, max_gaps: {brier: 0.99}}
                - {column: Job, min_rows: 20, eval_thresholds: {max_ece_quantile: 0.99}, max_gaps: {brier: 0.99}}
                """);

        private static final String CORE_PROFILE = """
                policy_id: mf.governance_profile.bench.v0
                revision: r1
                eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}
                """;

        private final String label;
        private final String profile;

        Demand(String label, String more) {
            this.label = label;
            this.profile = CORE_PROFILE + more;
        }

        String governanceRef() {
            return "bench/governance_profile_" + label + ".yaml";
        }
    }

    @Override
    public Map<String, String> defaults() {
        return Map.ofEntries(
                Map.entry("runs", "300"),
                Map.entry("warmup", "50"),
                Map.entry("settled_after", "1500"),
                Map.entry("single_runs", "200"),
                Map.entry("rows", "1000"),
                Map.entry("rounds", "20"),
                Map.entry("concurrency", "1"),
                Map.entry("worker_jvm", ""),
                Map.entry(EVERYTHING, "true"),
                Map.entry(FLOORS, "true"),
                Map.entry(BenchSettings.JVM, "-Xmx1g"));
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) throws IOException {
        XgboostBaseline.loadLibrary();
        try (BenchPlatform platform = new BenchPlatform();
                HikariDataSource ledger = platform.database();
                Consumer<byte[], byte[]> published = platform.kafka().consumer("bench", 500)) {
            String manifestRef = writeInputs(platform.storeRoot(), settings);
            Path profile = folder.resolve("profile.yaml");
            Files.writeString(
                    profile,
                    Files.readString(Path.of("config/profiles/local.yaml"))
                            .replace("concurrency: 1", "concurrency: " + settings.number("concurrency")));
            published.subscribe(List.of(PlatformTopic.REGISTRY_EVENTS.topic()));
            ObjectNode figures = Json.object();
            SmallRunFootprint footprint;
            try (BenchWorker worker = BenchWorker.start(
                    settings.options("worker_jvm"), profile, platform.environment(), folder.resolve("worker.log"))) {
                SmallRunBatch batch = new SmallRunBatch(platform, ledger, published, worker, manifestRef, TRAINING);
                footprint = measure(batch, settings, figures);
                figures.put("worker_peak_rss_mb", FigureFormat.rounded(worker.peakMemory()));
            }
            figures.set("leaves", footprint.toJson());
            BenchRequests core = new BenchRequests(manifestRef, TRAINING, Demand.CORE.governanceRef());
            String floors = settings.text(FLOORS);
            if (!floors.equals("false")) {
                addFloors(figures, platform, footprint, folder, core, !floors.equals(GOVERNED));
            }
            return figures;
        }
    }

    /** Returns what a run leaves. */
    private static SmallRunFootprint measure(SmallRunBatch batch, BenchSettings settings, ObjectNode figures)
            throws IOException {
        String core = Demand.CORE.governanceRef();
        String everything = Demand.EVERYTHING.governanceRef();
        int runs = settings.number("runs");
        int warmup = settings.number("warmup");
        batch.run(core, warmup);
        figures.set("core", batch.measure(core, runs));
        batch.run(core, Math.max(0, settings.number("settled_after") - batch.sent()));
        SmallRunFootprint before = batch.footprint();
        figures.set("core_settled", batch.measure(core, runs));
        SmallRunFootprint left = batch.footprint().since(before, runs);
        if (settings.text(EVERYTHING).equals("true")) {
            batch.run(everything, warmup);
            figures.set("everything_settled", batch.measure(everything, runs));
        }
        figures.set("core_one_at_a_time", batch.measureSingly(core, settings.number("single_runs")));
        return left;
    }

    /** Beside the figures what any program takes, and their ratio to the library alone. */
    private static void addFloors(
            ObjectNode figures,
            BenchPlatform platform,
            SmallRunFootprint footprint,
            Path scratch,
            BenchRequests core,
            boolean all)
            throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        try (BenchStages stages =
                BenchStages.open(platform.storeRoot(), scratch, threads, Optional.empty(), Optional.empty())) {
            if (all) {
                addBareFloors(figures, platform, footprint, stages, stages.plan(core.document(0)));
            }
            new GovernedRunFloors(platform, footprint, stages, scratch, core).addTo(figures);
        }
    }

    private static void addBareFloors(
            ObjectNode figures,
            BenchPlatform platform,
            SmallRunFootprint footprint,
            BenchStages stages,
            ResolvedTrainPlan plan)
            throws IOException {
        Supplier<XgboostBaseline> training = baseline(stages, plan);
        double bare = 1000 * averageSeconds(training);
        for (JsonNode figure : figures) {
            if (figure.has("run_ms")) {
                ((ObjectNode) figure)
                        .put("ratio", FigureFormat.rounded(figure.path("run_ms").doubleValue() / bare));
            }
        }
        Path rows = stages.files(plan).values().iterator().next();
        ObjectNode floors = new SmallRunFloors(platform, footprint).millis(rows);
        figures.set("floor_ms", floors.put("xgboost", FigureFormat.rounded(bare)));
        String name = "bare_floor";
        try (OverlappedRunFloor floor = new OverlappedRunFloor(
                platform,
                footprint,
                name,
                new BareCommits(platform, footprint, name),
                new BareComputing(rows, training))) {
            figures.set("floor_overlapped", floor.millis());
        }
    }

    /** Requests for runs of a thousand rows that are judged by the least that a gate takes, and all that they read. */
    static BenchRequests writeCore(Path store) throws IOException {
        String manifestRef = writeInputs(store, BenchSettings.of(new SmallRunsBench().defaults(), List.of()));
        return new BenchRequests(manifestRef, TRAINING, Demand.CORE.governanceRef());
    }

    private static String writeInputs(Path store, BenchSettings settings) throws IOException {
        String manifestRef = BenchRequests.writeCredit(store, settings.number("rows"));
        Files.createDirectories(store.resolve("bench"));
        Files.writeString(store.resolve(TRAINING), TRAINING_PROFILE.formatted(settings.number("rounds")));
        for (Demand demand : Demand.values()) {
            Files.writeString(store.resolve(demand.governanceRef()), demand.profile);
        }
        return manifestRef;
    }

    /** On one thread, as a run trains so few rows: a second one spins while it waits for what goes on beside. */
    private static Supplier<XgboostBaseline> baseline(BenchStages stages, ResolvedTrainPlan plan) {
        PreparedDataset dataset = stages.prepare(plan);
        return () -> XgboostBaseline.run(dataset, plan.trainingProfile().hyperParameters(), stages.stageSeed(plan), 1);
    }

    /** Average seconds of bare training and scoring, warm. */
    private static double averageSeconds(Supplier<XgboostBaseline> training) {
        int times = 50;
        return IntStream.range(0, 2 * times)
                .mapToObj(time -> training.get())
                .skip(times)
                .mapToDouble(XgboostBaseline::totalSeconds)
                .average()
                .orElseThrow();
    }
}
