package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.artifact.audit.ReferenceAccess;
import io.modelfactory.worker.artifact.audit.ReferenceAccess.Purpose;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.retention.ExportedMonth;
import io.modelfactory.worker.ledger.retention.ExportedMonth.ExportedTable;
import io.modelfactory.worker.ledger.retention.MonthlyHistory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger's history by month: what is unique stays unique, and a month leaves as a whole or not at all. */
class MonthlyHistoryIT {
    private static final YearMonth MONTH = YearMonth.of(2026, 1);

    @TempDir
    private Path folder = Path.of("");

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final MonthlyHistory history = new MonthlyHistory(database.dataSource());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRequestIdIsTakenInAllLaterMonthsToo() {
        failedRunOf(MONTH);

        assertThat(submit(build("request-1", "a"))).isInstanceOf(SubmissionOutcome.Duplicate.class);
        assertThat(submit(build("request-1", "b"))).isInstanceOf(SubmissionOutcome.Refused.class);
    }

    @Test
    void aRequestIdStaysTakenWhenItsMonthIsDetached() throws IOException {
        failedRunOf(MONTH);

        history.detach(history.export(MONTH, folder));

        assertThat(submit(build("request-1", "a"))).isInstanceOf(SubmissionOutcome.Duplicate.class);
        assertThat(submit(build("request-1", "b"))).isInstanceOf(SubmissionOutcome.Refused.class);
    }

    @Test
    void anEventNumberIsUniqueWhateverItsMonth() {
        failedRunOf(MONTH);

        assertThatExceptionOfType(JdbiException.class)
                .as("another month than its run's")
                .isThrownBy(() -> insertEvent("date '2026-02-01'"))
                .withMessageContaining("foreign key");
        assertThatExceptionOfType(JdbiException.class)
                .isThrownBy(() -> insertEvent("date '2026-01-01'"))
                .withMessageContaining("duplicate key");
    }

    private void insertEvent(String month) {
        database.sql().useHandle(sql -> sql.execute("""
                        INSERT INTO mf_run_event (run_key, seq, event_type, state, execution_mode, run_month)
                        SELECT run_key, 1, 'RUN_STARTED', 'RUNNING', 'FULL', %s FROM mf_run
                        """.formatted(month)));
    }

    @Test
    void aMonthThatLeavesIsInFilesAndStaysUnderAnotherName() throws IOException {
        failedRunOf(MONTH);
        ledger.submit(List.of(build("request-2", "b")));
        int events = ledger.events(runKey("a")).size();

        ExportedMonth exported = history.export(MONTH, folder);
        history.detach(exported);

        assertThat(exported.tables()).extracting(ExportedTable::rows).containsExactly((long) events, 1L, 1L);
        assertThat(lines(exported.tables().get(0).file())).hasSize(events + 1).allMatch(line -> line.contains(","));
        assertThat(lines(exported.tables().get(1).file()).get(1)).startsWith("request-1,");
        for (ExportedTable table : exported.tables()) {
            assertThat(Sha256.hex(table.file())).isEqualTo(table.sha256());
            assertThat(folder.resolve("history_2026-01.sha256"))
                    .content()
                    .contains(table.sha256() + "  " + table.file().getFileName());
        }
        assertThat(history.months())
                .extracting(MonthlyHistory.HistoryMonth::month)
                .doesNotContain(MONTH);
        assertThat(ledger.events(runKey("a"))).isEmpty();
        assertThat(ledger.find(runKey("a"))).isPresent();
        assertThat(ledger.detachedMonth(runKey("a"))).contains(MONTH);
        assertThat(ledger.detachedMonthOfRequest("request-1")).contains(MONTH);
        assertThat(ledger.events(runKey("b"))).hasSize(1);
        assertThat(ledger.detachedMonth(runKey("b"))).isEmpty();
        assertThat(ledger.detachedMonthOfRequest("request-2")).isEmpty();
        assertThat(ledger.detachedMonthOfRequest("request-3")).isEmpty();
        assertThatExceptionOfType(JdbiException.class)
                .isThrownBy(
                        () -> database.sql().useHandle(sql -> sql.execute("DELETE FROM detached_mf_run_event_2026_01")))
                .withMessageContaining("append-only");
    }

    @Test
    void rowsOfAMonthAreRefusedToBeDeletedThereToo() {
        failedRunOf(MONTH);

        for (String table : List.of("mf_run_event_2026_01", "mf_evidence_audit_2026_01")) {
            assertThatExceptionOfType(JdbiException.class)
                    .isThrownBy(() -> database.sql().useHandle(sql -> sql.execute("DELETE FROM " + table)))
                    .withMessageContaining("append-only");
        }
    }

    @Test
    void aMonthWithWorkLeftIsNotDetached() throws IOException {
        ledger.submit(List.of(build("request-1", "a")));
        moveTo(MONTH);

        ExportedMonth exported = history.export(MONTH, folder);

        assertThatThrownBy(() -> history.detach(exported))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("1 of its runs have work left", "1 of its requests are not answered");
        assertThat(ledger.events(runKey("a"))).hasSize(1);
    }

    @Test
    void theMonthThatIsNotOverIsNotDetached() {
        YearMonth today = YearMonth.parse(database.sql()
                .withHandle(sql -> sql.createQuery("SELECT to_char(mf_month(now()), 'YYYY-MM')")
                        .mapTo(String.class)
                        .one()));

        assertThat(history.obstacles(today)).containsExactly("it is not over");
    }

    @Test
    void aMonthThatGotARowAfterItsExportStays() throws IOException {
        failedRunOf(MONTH);
        ExportedMonth exported = history.export(MONTH, folder);
        ledger.submit(List.of(publishableBuild("request-2", "a")));

        assertThatThrownBy(() -> history.detach(exported))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("mf_run_event_2026_01 has");
        assertThat(ledger.events(runKey("a"))).isNotEmpty();
    }

    @Test
    void anExportOverwritesNothing() throws IOException {
        failedRunOf(MONTH);
        history.export(MONTH, folder);

        assertThatThrownBy(() -> history.export(MONTH, folder))
                .hasRootCauseInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void theComingMonthsAreMadeAheadAndOnce() {
        database.sql().useHandle(sql -> {
            for (String table : List.of("mf_run_event", "mf_request", "mf_evidence_audit")) {
                String last = sql.createQuery("SELECT to_char(mf_month(now()) + interval '2 months', '_YYYY_MM')")
                        .mapTo(String.class)
                        .one();
                sql.execute("DROP TABLE " + table + last);
            }
        });

        history.createComingMonths();
        history.createComingMonths();

        assertThat(history.months()).hasSize(3);
    }

    private SubmissionOutcome submit(IntakeEntry entry) {
        return ledger.submit(List.of(entry)).get(0);
    }

    /** A run that was created and failed in a month, with one audit. */
    private void failedRunOf(YearMonth month) {
        ledger.submit(List.of(build("request-1", "a")));
        Lease lease = ledger.claim("worker-1", LONG).orElseThrow().lease();
        new EvidenceAuditRecorder(database.dataSource(), "worker-1")
                .forLease(lease)
                .record(List.of(ReferenceAccess.refused(
                        Purpose.RESOLVE, "dataset_manifest", "m.json", FailureCode.MANIFEST_INVALID)));
        ledger.fail(lease, FailureCode.DATASET_INVALID, "no", refs());
        database.sql().useHandle(sql -> sql.execute("UPDATE mf_request SET archived_at = now()"));
        moveTo(month);
    }

    /** Dates all there is into a month, without the triggers that refuse it. */
    private void moveTo(YearMonth month) {
        String day = "'" + month.atDay(15) + "T12:00:00Z'::timestamptz";
        database.sql().useTransaction(sql -> {
            sql.execute("SELECT mf_create_month('" + month.atDay(1) + "')");
            sql.execute("SET LOCAL session_replication_role = replica");
            sql.execute("UPDATE mf_run SET created_at = " + day);
            sql.execute("UPDATE mf_run_event SET occurred_at = " + day + ", run_month = '" + month.atDay(1) + "'");
            sql.execute("UPDATE mf_request SET received_at = " + day);
            sql.execute("UPDATE mf_request_key SET received_at = " + day);
            sql.execute("UPDATE mf_evidence_audit SET occurred_at = " + day);
        });
    }

    private static List<String> lines(Path file) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
