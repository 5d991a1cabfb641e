package io.modelfactory.worker.app.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.app.operator.JobRequestMessages;
import io.modelfactory.worker.app.operator.RequestSender;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.ledger.LedgerBackdating;
import io.modelfactory.worker.ledger.UtcMidnight;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Running workers reconcile by themselves, several of them as one. */
class ReconciliationScheduleIT {
    /** So that a day is over, at whatever time this is: until a quarter past midnight yesterday is not. */
    private static final int DAYS_AGO = 2;

    private static final String RUN = "platform_20260210T141900Z";
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final PlatformFixture fixture = new PlatformFixture();

    @BeforeEach
    void letMidnightPass() {
        UtcMidnight.letPass();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void twoWorkersReconcileADayThatIsOverAsOne() throws IOException {
        Configuration eager = every(1);
        try (Worker first = Worker.start(eager, PlatformFixture.SCHEMAS);
                Worker second = Worker.start(eager, PlatformFixture.SCHEMAS);
                RequestSender sender = RequestSender.of(eager)) {
            refusedRequest(sender, eager);
            LedgerBackdating.shiftByDays(ledger(eager), DAYS_AGO);

            await().atMost(TIMEOUT).until(() -> reconciliations().size() == 1);

            JsonNode document = Json.parse(Files.readAllBytes(reconciliations().get(0)));
            assertThat(PlatformFixture.SCHEMAS.violations(ContractDocument.MF_RECONCILIATION, document))
                    .isEmpty();
            assertThat(document.at("/counters/refusals/by_code/INTENT_KIND_UNSUPPORTED")
                            .intValue())
                    .isEqualTo(1);
            assertThat(document.at("/refs/receipts/0/owner").asText()).isEqualTo("mf.it.reconcile.1");
            assertThat(document.path("findings")).isEmpty();
            await().atMost(TIMEOUT).until(() -> done(first) + done(second) == 1);
            await().during(Duration.ofSeconds(3)).atMost(TIMEOUT).until(() -> done(first) + done(second) == 1);
        }
    }

    @Test
    void aWorkerWithReconciliationDisabledDoesNotReconcile() throws IOException {
        Configuration never = every(0);
        try (Worker worker = Worker.start(never, PlatformFixture.SCHEMAS);
                RequestSender sender = RequestSender.of(never)) {
            refusedRequest(sender, never);
            LedgerBackdating.shiftByDays(ledger(never), DAYS_AGO);

            await().during(Duration.ofSeconds(3))
                    .atMost(TIMEOUT)
                    .until(() -> reconciliations().isEmpty());
            assertThat(done(worker)).isZero();
        }
    }

    private Configuration every(int seconds) {
        return fixture.configuration(
                profile -> profile.replace("interval_seconds: 3600", "interval_seconds: " + seconds));
    }

    private void refusedRequest(RequestSender sender, Configuration under) {
        var request = RequestFixture.trainBuild()
                .put("request_id", "mf.it.reconcile.1")
                .put("platform_run_id", RUN);
        var message = JobRequestMessages.trainBuild(
                TrainBuildRequestReader.read(request), under.runConfigDigest(), Instant.now());
        message.getTrainBuild().put("intent_kind", "guess");
        sender.send(message);
        await().atMost(TIMEOUT)
                .until(() ->
                        Files.exists(fixture.storeRoot().resolve(RUN + "/mf/job_invocations/mf.it.reconcile.1.json")));
        await().atMost(TIMEOUT)
                .until(() -> ledger(under)
                                .withHandle(sql -> sql.createQuery(
                                                "SELECT count(*) FROM mf_request WHERE archived_at IS NOT NULL")
                                        .mapTo(Integer.class)
                                        .one())
                        == 1);
    }

    private static Jdbi ledger(Configuration configuration) {
        Wiring.Database database = configuration.profile().wiring().database();
        return Jdbi.create(
                database.url(),
                database.user(),
                database.password().orElseThrow().reveal());
    }

    private static double done(Worker worker) {
        return MetricsExposition.parse(HealthPage.of(worker, "/metrics").body()).value("mf_reconciliations_total");
    }

    private List<Path> reconciliations() throws IOException {
        Path folder = fixture.storeRoot().resolve(RUN + "/mf/reconciliation");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }
}
