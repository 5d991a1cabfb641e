package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.local.PlatformTopic;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.DataSize;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Distinct runs on a small dataset, from requests on the topic to {@code BUNDLE_PUBLISHED} events on the other, through
 * one worker process. The peer is XGBoost alone on the same rows: what is left is the overhead of a run.
 */
final class SmallRunsBench implements Benchmark {
    /** From one run to the next: on a machine that does much else, many runs take long. */
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final String TRAINING = "bench/training_profile.yaml";

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
        CORE("core", ""),
        /** Intervals of all metrics, and the groups of two columns with theirs. */
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
        return Map.of(
                "runs",
                "300",
                "warmup",
                "50",
                "rows",
                "1000",
                "rounds",
                "20",
                "concurrency",
                "1",
                "worker_jvm",
                "",
                BenchSettings.JVM,
                "-Xmx1g");
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) throws IOException {
        XgboostBaseline.loadLibrary();
        int warmup = settings.number("warmup");
        int runs = settings.number("runs");
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
            try (BenchWorker worker = BenchWorker.start(
                    settings.options("worker_jvm"), profile, platform.environment(), folder.resolve("worker.log"))) {
                int first = 0;
                for (Demand demand : Demand.values()) {
                    BenchRequests requests = new BenchRequests(manifestRef, TRAINING, demand.governanceRef());
                    platform.send(requests, IntStream.range(first, first + warmup));
                    await(published, warmup);
                    long start = System.nanoTime();
                    double before = worker.processorSeconds();
                    platform.send(requests, IntStream.range(first + warmup, first + warmup + runs));
                    await(published, runs);
                    double seconds = FigureFormat.secondsSince(start);
                    double processor = worker.processorSeconds() - before;
                    first += warmup + runs;
                    figures.putObject(demand.label)
                            .put("runs_per_s", FigureFormat.rounded(runs / seconds))
                            .put("run_ms", FigureFormat.rounded(1000 * seconds / runs))
                            .put("worker_cpu_ms", FigureFormat.rounded(1000 * processor / runs))
                            .set("ms_until", millisUntil(ledger, runs));
                }
                figures.put("worker_peak_rss_mb", FigureFormat.rounded(worker.peakMemory()));
            }
            BenchRequests core = new BenchRequests(manifestRef, TRAINING, Demand.CORE.governanceRef());
            double bare = 1000 * baselineSeconds(platform.storeRoot(), folder, core);
            for (Demand demand : Demand.values()) {
                ObjectNode figure = (ObjectNode) figures.path(demand.label);
                figure.put("ratio", FigureFormat.rounded(figure.path("run_ms").doubleValue() / bare));
            }
            return figures.put("bare_xgboost_ms", FigureFormat.rounded(bare))
                    .put("forced_write_ms", FigureFormat.rounded(1000 * BenchHost.forcedWrite(platform.storeRoot())));
        }
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

    private static void await(Consumer<byte[], byte[]> published, int events) {
        long latest = System.nanoTime();
        int seen = 0;
        while (seen < events) {
            int arrived = published.poll(Duration.ofMillis(50)).count();
            seen += arrived;
            latest = arrived > 0 ? System.nanoTime() : latest;
            if (FigureFormat.secondsSince(latest) > TIMEOUT.toSeconds()) {
                throw new IllegalStateException(seen + " of " + events + " runs were published in time");
            }
        }
    }

    /** Average seconds of bare training and scoring, warm. */
    private static double baselineSeconds(Path store, Path scratch, BenchRequests requests) {
        int times = 50;
        int threads = Runtime.getRuntime().availableProcessors();
        try (BenchStages stages = BenchStages.open(store, scratch, threads, new DataSize("1GB"), Optional.empty())) {
            ResolvedTrainPlan plan = stages.plan(requests.document(0));
            PreparedDataset dataset = stages.prepare(plan);
            return IntStream.range(0, 2 * times)
                    .mapToObj(time -> XgboostBaseline.run(
                            dataset, plan.trainingProfile().hyperParameters(), stages.stageSeed(plan), threads))
                    .skip(times)
                    .mapToDouble(XgboostBaseline::totalSeconds)
                    .average()
                    .orElseThrow();
        }
    }

    /** Average time from one event of a run to the next, over the runs that came last: where the time of a run goes. */
    private static ObjectNode millisUntil(DataSource ledger, int runs) {
        String sql = """
                SELECT event_type, 1000 * avg(extract(epoch FROM occurred_at - before)) AS millis
                FROM (SELECT event_type, occurred_at,
                        lag(occurred_at) OVER (PARTITION BY run_key ORDER BY seq) AS before
                    FROM mf_run_event JOIN (SELECT run_key FROM mf_run ORDER BY finished_at DESC LIMIT %d) AS last
                        USING (run_key)) AS step
                WHERE event_type NOT IN ('REQUEST_QUEUED', 'RUN_STARTED')
                GROUP BY event_type ORDER BY event_type
                """.formatted(runs);
        ObjectNode millis = Json.object();
        try (Connection connection = ledger.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                millis.put(rows.getString(1), FigureFormat.rounded(rows.getDouble(2)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return millis;
    }
}
