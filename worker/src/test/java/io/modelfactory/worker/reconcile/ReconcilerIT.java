package io.modelfactory.worker.reconcile;

import static io.modelfactory.worker.ledger.LedgerFixture.PLATFORM_RUN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.LedgerBackdating;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.UtcMidnight;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationPeriod;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationRepository;
import io.modelfactory.worker.reconcile.ReconciliationOutcome.Done;
import io.modelfactory.worker.reconcile.ReconciliationOutcome.TooEarly;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform run's days, and its end, held against the store. */
class ReconcilerIT {
    private static final JsonSchemas SCHEMAS = new JsonSchemas();

    private final LedgerDatabase database = LedgerDatabase.create();
    private final ReconciliationRepository ledger = new ReconciliationRepository(database.dataSource());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    private Path root = Path.of("");

    private LocalArtifactStore store;
    private PlatformRunFixture life;

    @BeforeEach
    void populate() throws IOException {
        UtcMidnight.letPass();
        store = new LocalArtifactStore(root);
        life = new PlatformRunFixture(database.dataSource(), store);
        life.populate();
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    @Test
    void aDayThatIsOverIsCountedFromTheLedger() throws IOException {
        LocalDate day = daysAgo(2);

        Done done = (Done) reconciler().reconcileDay(PLATFORM_RUN, day);

        JsonNode counters = done.document().path("counters");
        assertThat(done.now()).isTrue();
        assertThat(done.findings()).isZero();
        assertThat(SCHEMAS.violations(ContractDocument.MF_RECONCILIATION, done.document()))
                .isEmpty();
        assertThat(counters.at("/requests")).isEqualTo(Json.parse("""
                {"received": 3, "open": 0, "by_status": {"DONE": 1, "FAILED": 2}}""".getBytes(UTF_8)));
        assertThat(CanonicalJson.text(counters.at("/runs/by_state"))).isEqualTo("{\"FAIL\":1,\"PUBLISHED\":1}");
        assertThat(CanonicalJson.text(counters.at("/attempts")))
                .isEqualTo("{\"full\":2,\"publish_only\":0,\"resumed_later\":1}");
        assertThat(counters.at("/retries/handed_back").intValue()).isEqualTo(1);
        assertThat(CanonicalJson.text(counters.at("/refusals/by_code"))).isEqualTo("{\"MANIFEST_REF_MISSING\":1}");
        assertThat(CanonicalJson.text(counters.at("/refusals/by_category"))).isEqualTo("{\"INPUT_ADMISSION\":1}");
        assertThat(CanonicalJson.text(counters.at("/anomalies/by_category")))
                .isEqualTo("{\"INPUT_ADMISSION\":1,\"RESOLUTION\":2}");
        assertThat(counters.at("/anomalies/by_code").size()).isEqualTo(3);
        assertThat(CanonicalJson.text(counters.at("/outbox")))
                .isEqualTo("{\"pending\":0,\"pending_facts\":0,\"set_aside\":0}");
        assertThat(CanonicalJson.text(counters.at("/audits/by_outcome")))
                .isEqualTo("{\"MANIFEST_INVALID\":1,\"MANIFEST_REF_MISSING\":1,\"RESOLVED\":1}");
        assertThat(done.document().at("/refs/receipts").size()).isEqualTo(3);
        assertThat(done.document().at("/refs/bundles/0/ref").asText()).endsWith("registry_record");
        assertThat(done.document().at("/refs/lifecycle_events/0/ref").asText()).endsWith("registry_event");
        assertThat(done.document().path("objects_checked").intValue()).isEqualTo(7);
        assertThat(stored(ArtifactKeys.dayReconciliation(PLATFORM_RUN, day.toString())))
                .isEqualTo(CanonicalJson.bytes(done.document()));
    }

    @Test
    void nothingOfAnotherDayIsCounted() {
        daysAgo(2);

        Done done = (Done) reconciler().reconcileDay(PLATFORM_RUN, today().minusDays(3));

        assertThat(done.document().at("/counters/events").size()).isZero();
        assertThat(done.document().at("/counters/requests/received").intValue()).isZero();
        assertThat(done.document().at("/refs/receipts").size()).isZero();
    }

    @Test
    void aDayIsReconciledOnceWhateverIsFoundLater() throws IOException {
        LocalDate day = daysAgo(2);
        Done first = (Done) reconciler().reconcileDay(PLATFORM_RUN, day);
        life.submitRefusal("request-4");
        LedgerBackdating.shiftByDays(database.dataSource(), 2);
        Files.delete(root.resolve(first.document().at("/refs/bundles/0/ref").asText()));

        Done again = (Done) reconciler().reconcileDay(PLATFORM_RUN, day);

        assertThat(again.now()).isFalse();
        assertThat(again.document()).isEqualTo(first.document());
        assertThatThrownBy(() ->
                        database.sql().useHandle(sql -> sql.execute("UPDATE mf_reconciliation SET document = '{}'")))
                .hasMessageContaining("append-only");
        assertThatThrownBy(() -> database.sql().useHandle(sql -> sql.execute("DELETE FROM mf_reconciliation")))
                .hasMessageContaining("append-only");
    }

    @Test
    void theSameLedgerGivesTheSameBytes() throws IOException {
        LocalDate day = daysAgo(2);
        String key = ArtifactKeys.dayReconciliation(PLATFORM_RUN, day.toString());
        reconciler().reconcileDay(PLATFORM_RUN, day);
        byte[] first = stored(key);
        LedgerBackdating.deleteReconciliations(database.dataSource());
        Files.delete(root.resolve(key));

        reconciler().reconcileDay(PLATFORM_RUN, day);

        assertThat(stored(key)).isEqualTo(first);
    }

    @Test
    void aDayThatIsNotOverIsTooEarly() {
        assertThat(reconciler().reconcileDay(PLATFORM_RUN, today())).isInstanceOf(TooEarly.class);
        assertThat(reconciler().reconcileDays(PLATFORM_RUN)).isEmpty();
    }

    @Test
    void anObjectThatIsMissingAndOneThatWasAlteredAreFound() throws IOException {
        LocalDate day = daysAgo(2);
        Files.delete(root.resolve(PLATFORM_RUN + "/a/gate_receipt"));
        Files.writeString(root.resolve(PLATFORM_RUN + "/a/eval_report"), "better");
        life.submitRefusal("request-4");
        database.sql()
                .useHandle(sql -> sql.execute("UPDATE mf_request SET completed_at = completed_at - interval '2 days'"
                        + " WHERE request_id = 'request-4'"));

        Done done = (Done) reconciler().reconcileDay(PLATFORM_RUN, day);

        assertThat(done.document().path("findings"))
                .extracting(finding -> finding.path("kind").asText() + " "
                        + finding.path("name").asText())
                .containsExactly("NOT_ARCHIVED receipt", "ALTERED eval_report", "MISSING gate_receipt");
        assertThat(SCHEMAS.violations(ContractDocument.MF_RECONCILIATION, done.document()))
                .isEmpty();
        assertThat(meter("mf.reconciliation.findings")).isEqualTo(3);
    }

    @Test
    void aPlatformRunIsClosedOnceNoWorkIsLeft() throws IOException {
        life.submitUnfinishedRun();
        assertThat(reconciler().reconcileFinal(PLATFORM_RUN)).isInstanceOf(TooEarly.class);
        database.sql()
                .useHandle(sql -> sql.execute("UPDATE mf_run SET state = 'FAIL', finished_at = now(),"
                        + " failure_code = 'TRAINING_FAILED', failure_category = 'EXECUTION', failure_message = 'x'"
                        + " WHERE state = 'QUEUED'"));
        database.sql().useHandle(sql -> sql.execute("DELETE FROM mf_request WHERE request_id = 'request-9'"));

        Done closed = (Done) reconciler().reconcileFinal(PLATFORM_RUN);

        assertThat(closed.document().at("/period")).hasToString("{\"kind\":\"FINAL\"}");
        assertThat(closed.document().at("/counters/requests/by_status/FAILED").intValue())
                .isEqualTo(2);
        assertThat(SCHEMAS.violations(ContractDocument.MF_RECONCILIATION, closed.document()))
                .isEmpty();
        assertThat(stored(PLATFORM_RUN + "/learning/reconciliation/mf_reconciliation.json"))
                .isEqualTo(CanonicalJson.bytes(closed.document()));
        life.submitRefusal("request-5");
        Done again = (Done) reconciler().reconcileFinal(PLATFORM_RUN);
        assertThat(again.now()).isFalse();
        assertThat(again.document()).isEqualTo(closed.document());
    }

    @Test
    void aSweepReconcilesEveryDayOfTheLastWeekThatIsOver() {
        daysAgo(2);
        life.submitRefusal("request-4");
        life.relayAndArchive();

        reconciler().sweep();
        reconciler().sweep();

        assertThat(ledger.find(PLATFORM_RUN, ReconciliationPeriod.of(today().minusDays(2))))
                .isPresent();
        assertThat(ledger.find(PLATFORM_RUN, ReconciliationPeriod.of(today()))).isEmpty();
        assertThat(meter("mf.reconciliations")).isEqualTo(1);
    }

    @Test
    void aDayBeyondTheLookbackIsReconciledOnRequest() {
        daysAgo(400);
        reconciler().sweep();
        assertThat(meter("mf.reconciliations")).isZero();

        assertThat(reconciler().reconcileDays(PLATFORM_RUN)).hasSize(1);
        assertThat(meter("mf.reconciliations")).isEqualTo(1);
    }

    @Test
    void workersThatReconcileAtOnceWriteOneDocument() throws Exception {
        LocalDate day = daysAgo(2);
        Callable<ReconciliationOutcome> reconciling = () -> reconciler().reconcileDay(PLATFORM_RUN, day);

        ExecutorService workers = Executors.newFixedThreadPool(4);
        try {
            workers.invokeAll(Collections.nCopies(4, reconciling)).forEach(ReconcilerIT::requireDone);
        } finally {
            workers.shutdownNow();
        }

        assertThat(meter("mf.reconciliations")).isEqualTo(1);
        assertThat(stored(ArtifactKeys.dayReconciliation(PLATFORM_RUN, day.toString())))
                .isNotEmpty();
    }

    @Test
    void anUnarchivedReconciliationIsArchivedLater() throws IOException {
        LocalDate day = daysAgo(2);
        Done done = (Done) reconciler().reconcileDay(PLATFORM_RUN, day);
        String key = done.reconciliation().objectKey();
        Files.delete(root.resolve(key));
        database.sql().useHandle(sql -> sql.execute("UPDATE mf_reconciliation SET archived_at = NULL"));

        reconciler().sweep();

        assertThat(stored(key)).isEqualTo(CanonicalJson.bytes(done.document()));
        assertThat(ledger.findUnarchived(10)).isEmpty();
    }

    @Test
    void foreignBytesUnderItsKeyAreKeptAndReported() throws IOException {
        LocalDate day = daysAgo(2);
        Path file = root.resolve(ArtifactKeys.dayReconciliation(PLATFORM_RUN, day.toString()));
        Files.createDirectories(file.getParent());
        Files.writeString(file, "mine");

        reconciler().reconcileDay(PLATFORM_RUN, day);
        reconciler().sweep();

        assertThat(file).hasContent("mine");
        assertThat(meter("mf.reconciliations.set_aside")).isEqualTo(1);
        assertThat(ledger.find(PLATFORM_RUN, ReconciliationPeriod.of(day))).isPresent();
    }

    @Test
    void anUnknownPlatformRunIsNotFound() {
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> reconciler().reconcileDays("platform_unknown"))
                .extracting(FailureException::code)
                .isEqualTo(FailureCode.RUN_NOT_FOUND);
    }

    private Reconciler reconciler() {
        return new Reconciler(ledger, store, new DocumentStore(store, SCHEMAS), new WorkerMeters(meters));
    }

    private LocalDate daysAgo(int days) {
        LedgerBackdating.shiftByDays(database.dataSource(), days);
        return today().minusDays(days);
    }

    private static LocalDate today() {
        return LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
    }

    private double meter(String name) {
        return meters.counter(name).count();
    }

    private byte[] stored(String key) throws IOException {
        return Files.readAllBytes(root.resolve(key));
    }

    private static void requireDone(Future<ReconciliationOutcome> result) {
        try {
            assertThat(result.get()).isInstanceOf(Done.class);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
