package io.modelfactory.worker.bench;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.local.PlatformTopic;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.SchedulingLimits;
import io.modelfactory.worker.intake.IntakeSettings;
import io.modelfactory.worker.intake.RequestIntake;
import io.modelfactory.worker.ledger.LedgerSettings;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.run.WorkerIdentity;
import io.modelfactory.worker.ledger.schema.LedgerMigrations;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Requests admitted per second from a topic that holds them all, against plain batched inserts of the rows they became,
 * into the same tables on the same server with as many rows a transaction. Both are measured after a warm-up of their
 * own.
 */
final class IntakeBench implements Benchmark {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final String DIGEST = "0".repeat(64);

    @Override
    public Map<String, String> defaults() {
        return Map.of("requests", "100000", "warmup", "50000", "batch", "500", BenchSettings.JVM, "-Xmx3g");
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) throws IOException {
        int warmup = settings.number("warmup");
        int measured = settings.number("requests");
        BenchRequests requests = BenchRequests.ofCardFraud();
        try (BenchPlatform platform = new BenchPlatform();
                HikariDataSource ledger = platform.database();
                HikariDataSource plain = platform.database("plain_inserts")) {
            LedgerMigrations.migrate(ledger);
            LedgerMigrations.migrate(plain);
            platform.send(requests, IntStream.range(0, warmup + measured));

            double intakeSeconds = admit(platform, ledger, settings);
            InsertBaseline peer = InsertBaseline.read(ledger);
            double plainSeconds = peer.secondsToInsert(plain, settings.number("batch"), warmup);
            return Json.object()
                    .put("ratio", FigureFormat.rounded(plainSeconds / intakeSeconds))
                    .put("goal_at_least", 0.6)
                    .put("admitted_per_s", FigureFormat.rounded(measured / intakeSeconds))
                    .put("plain_inserts_per_s", FigureFormat.rounded(measured / plainSeconds))
                    .put("rows_per_request", peer.rowsPerRequest());
        }
    }

    /** Seconds for the requests after the warm-up. */
    private static double admit(BenchPlatform platform, HikariDataSource database, BenchSettings settings) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        RequestIntake intake = new RequestIntake(
                platform.kafka().consumer("bench", settings.number("batch")),
                platform.deserializer(),
                RequestFixture.openRules(DIGEST),
                Optional.empty(),
                new RunLedger(database, ledgerSettings()),
                new IntakeSettings(
                        PlatformTopic.REQUESTS.topic(),
                        PlatformTopic.DATASET_EVENTS.topic(),
                        PlatformTopic.REQUESTS_DLQ.topic(),
                        Duration.ofSeconds(1),
                        1 << 20,
                        IntakeSettings.UNSCOPED,
                        SchedulingLimits.UNLIMITED),
                () -> {},
                new WorkerMeters(registry));
        Thread thread = new Thread(intake, "intake");
        thread.start();
        double before = awaitAdmitted(registry, settings.number("warmup"));
        long start = System.nanoTime();
        double after = awaitAdmitted(registry, settings.number("warmup") + settings.number("requests"));
        double seconds = FigureFormat.secondsSince(start);
        intake.stop();
        // The last batch of the warm-up may reach into what is measured; what it took along is not counted.
        return seconds * settings.number("requests") / (after - before);
    }

    private static double awaitAdmitted(SimpleMeterRegistry registry, int requests) {
        return await("admitted requests")
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(TIMEOUT)
                .until(
                        () -> registry.find("mf.requests").tag("outcome", "new").counters().stream()
                                .mapToDouble(counter -> counter.count())
                                .sum(),
                        admitted -> admitted >= requests);
    }

    private static LedgerSettings ledgerSettings() {
        WorkerIdentity identity =
                new WorkerIdentity("mf-local", "git:bench", "mf.launcher_policy.v0", "r1", DIGEST, "mf-bench");
        return new LedgerSettings(
                identity,
                PlatformTopic.RUN_EVENTS.topic(),
                PlatformTopic.REGISTRY_EVENTS.topic(),
                PlatformTopic.CONTROL.topic(),
                3,
                3);
    }
}
