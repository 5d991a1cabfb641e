package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.PLATFORM_RUN;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.refusal;
import static io.modelfactory.worker.ledger.LedgerFixture.retry;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.artifact.audit.ReferenceAccess;
import io.modelfactory.worker.artifact.audit.ReferenceAccess.Purpose;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.outbox.RelayRound;
import io.modelfactory.worker.ledger.overview.OverviewStatements;
import io.modelfactory.worker.ledger.receipt.ReceiptArchiveReader;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationPeriod;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationRepository;
import io.modelfactory.worker.ledger.run.RunFilter;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * No statement of the ledger reads a large table from end to end. The database's own counters of such scans show it.
 * With {@code -Pgrowth}, a million runs and five million events lie in a year of months, and each statement that can be
 * repeated is timed.
 */
class LedgerPlanIT {
    private static final int ROWS = Integer.getInteger("mf.growth.rows", 40_000);
    private static final int REPEATS = Integer.getInteger("mf.growth.repeats", 1);
    private static final int DAYS = ROWS > 100_000 ? 365 : 90;
    private static final Path TIMES = Path.of("target", "ledger-statements.txt");

    /** Statements that change what they find, so that a repetition would be another statement. */
    private static final Set<String> ONCE = Set.of("submit", "stages", "relay", "purge", "archive");

    private static final Optional<String> UNKNOWN = Optional.of("platform_unknown");

    private final LedgerDatabase database = LedgerDatabase.create();

    /** All statements run on this one connection: the counters of others may come late. */
    private final HikariDataSource connection = database.singleConnection();

    private final Jdbi sql = Jdbi.create(connection);
    private final RunLedger ledger = new RunLedger(connection, LedgerFixture.settings());
    private final WorkloadQuery workload = new WorkloadQuery(connection);
    private final ReconciliationRepository reconciliations = new ReconciliationRepository(connection);

    @BeforeEach
    void fill() {
        sql.useHandle(handle -> {
            handle.createQuery(MONTHS).bind("days", DAYS).mapTo(String.class).list();
            for (String table : List.of(RUNS, METRICS, EVENTS, KEYS, REQUESTS, AUDITS, MESSAGES)) {
                handle.createUpdate(table)
                        .define(
                                "at",
                                "date_trunc('day', now()) - interval '30 days' - :days * interval '1 day' * (:rows -"
                                        + " n) / :rows")
                        .bind("rows", ROWS)
                        .bind("days", DAYS)
                        .execute();
            }
            handle.execute("ANALYZE mf_run, mf_run_metric, mf_run_event, mf_request, mf_request_key, mf_evidence_audit,"
                    + " mf_outbox");
            handle.execute("VACUUM mf_run_event, mf_request, mf_evidence_audit");
        });
    }

    @AfterEach
    void close() {
        connection.close();
        database.close();
    }

    @Test
    void noStatementScansALargeTable() throws IOException {
        Map<String, Long> before = sequentialScans();
        Map<String, Map<String, Long>> scans = new LinkedHashMap<>();
        for (Map.Entry<String, Runnable> statement : statements().entrySet()) {
            statement.getValue().run();
            Map<String, Long> after = sequentialScans();
            Map<String, Long> changed = new TreeMap<>(after);
            changed.entrySet().removeAll(before.entrySet());
            if (!changed.isEmpty()) {
                scans.put(statement.getKey(), changed);
            }
            before = after;
        }
        assertThat(scans).isEmpty();
        if (REPEATS > 1) {
            Files.write(TIMES, times());
        }
    }

    private List<String> times() {
        StatementTimes times = new StatementTimes(connection, REPEATS);
        List<String> lines = new ArrayList<>();
        statements().forEach((name, statement) -> {
            if (!ONCE.contains(name)) {
                // As the console's pool has it.
                sql.useHandle(handle -> handle.execute(
                        name.startsWith("console:")
                                ? "SET jit = off; SET enable_seqscan = off"
                                : "RESET jit; RESET enable_seqscan"));
                lines.add(times.line(name, statement));
            }
        });
        return lines;
    }

    private Map<String, Runnable> statements() {
        Map<String, Runnable> all = new LinkedHashMap<>();
        all.put(
                "submit",
                () -> ledger.submit(List.of(
                        publishableBuild("request-1", "a"),
                        refusal("request-3", "training_config_ref: is required"),
                        retry("request-4", "c"))));
        all.put("dryRun", () -> ledger.dryRun(List.of(build("request-5", "d"))));
        all.put("stages", this::executeStages);
        all.put("find", () -> ledger.find(runKey("a")));
        all.put("findRunKeys", () -> ledger.findRunKeys("tr_unknown", 10));
        all.put("events", () -> ledger.events(runKey("a")));
        all.put("requests of a run", () -> ledger.requests(runKey("a")));
        all.put("request", () -> ledger.request("request-1"));
        all.put("request by payload", () -> ledger.request("request-1", "unknown"));
        all.put("audits of a run", () -> ledger.audits(runKey("a")));
        all.put("latest audits", () -> ledger.latestAudits(Optional.empty(), false, 10));
        all.put("latest refused audits", () -> ledger.latestAudits(Optional.empty(), true, 10));
        all.put("audits of an unknown platform run", () -> ledger.latestAudits(UNKNOWN, false, 10));
        all.put("refused audits of an unknown platform run", () -> ledger.latestAudits(UNKNOWN, true, 10));
        all.put("list", () -> ledger.list(RunFilter.none(), 10));
        all.put("list of a state", () -> ledger.list(RunFilter.none().ofState(RunState.FAIL), 10));
        all.put(
                "list of an unknown platform run",
                () -> ledger.list(RunFilter.none().ofPlatformRun("platform_unknown"), 10));
        all.put("count", () -> ledger.count(RunFilter.none().ofState(RunState.FAIL), 100));
        all.put("remaining", workload::remaining);
        all.put("backlog", workload::backlog);
        all.put("stuckSince", () -> workload.stuckSince(Instant.now().minus(Duration.ofHours(1)), 10));
        all.put(
                "relay",
                () -> new OutboxReader(connection)
                        .relayNext(RelayRound.ofSize(100, 2), (page, requireLock) -> () -> page));
        all.put("purge", () -> new OutboxReader(connection).purgeRelayed(Duration.ofDays(7), 0, 100));
        all.put("archive", () -> new ReceiptArchiveReader(connection).archiveNext(100, receipts -> receipts));
        all.put("due days", () -> reconciliations.findDueDays(Optional.empty(), Duration.ofDays(8)));
        all.put(
                "due days of a platform run",
                () -> reconciliations.findDueDays(Optional.of(PLATFORM_RUN), Duration.ofDays(36_500)));
        all.put("open work", () -> reconciliations.countOpenWork(PLATFORM_RUN));
        all.put("known platform run", () -> reconciliations.isKnownPlatformRun("platform_unknown"));
        all.put(
                "reconcile a day",
                () -> reconciliations.snapshot(PLATFORM_RUN, ReconciliationPeriod.of(LocalDate.parse("2026-02-10"))));
        all.put("reconcile a platform run", () -> reconciliations.snapshot(PLATFORM_RUN, ReconciliationPeriod.FINAL));
        all.putAll(OverviewStatements.of(connection));
        return all;
    }

    private void executeStages() {
        Lease published = claim();
        ledger.renew(List.of(published), LONG);
        ledger.requireLive(published);
        new EvidenceAuditRecorder(connection, "worker-1")
                .forLease(published)
                .record(List.of(ReferenceAccess.refused(
                        Purpose.RESOLVE, "dataset_manifest", "m.json", FailureCode.MANIFEST_INVALID)));
        ledger.evalReady(published, refs("eval_report"));
        ledger.pass(published, refs("gate_receipt"), Map.of("auc_roc", 0.8, "ece", 0.1));
        ledger.publishPending(published, FailureCode.PUBLISH_CONFLICT, "no", refs());
        ledger.submit(List.of(retry("request-6", "a")));
        ledger.published(claim(), refs(), LedgerFixture.lifecycleEvent());
        ledger.submit(List.of(build("request-2", "b")));
        Lease failed = claim();
        ledger.release(failed, Duration.ZERO, "the worker stops");
        ledger.retryLater(claim(), Duration.ZERO, FailureCode.MANIFEST_UNRESOLVED, "not there");
        ledger.fail(claim(), FailureCode.DATASET_INVALID, "no", refs());
    }

    private Lease claim() {
        return ledger.claim("worker-1", LONG).orElseThrow().lease();
    }

    private Map<String, Long> sequentialScans() {
        return sql.withHandle(handle -> {
            handle.createQuery("SELECT pg_stat_force_next_flush()::text")
                    .mapTo(String.class)
                    .list();
            handle.createQuery("SELECT pg_stat_clear_snapshot()::text")
                    .mapTo(String.class)
                    .list();
            return handle.createQuery("""
                SELECT relname, seq_scan FROM pg_stat_user_tables
                WHERE relname ~ '^mf_(run|run_metric|run_event|request|request_key|evidence_audit|outbox)(_[0-9_]+)?$'
                    AND n_live_tup > :few
                """)
                    .bind("few", ROWS / 20)
                    .map((row, context) -> Map.entry(row.getString("relname"), row.getLong("seq_scan")))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        });
    }

    private static final String MONTHS = """
            SELECT mf_create_month(month)::text FROM (
                SELECT DISTINCT mf_month(now() - day * interval '1 day') AS month
                FROM generate_series(0, :days + 30) AS day) AS months
            """;

    private static final String KEYS = """
            INSERT INTO mf_request_key (request_id, payload_hash, received_at)
            SELECT 'request_' || n, 'hash', at
            FROM generate_series(1, :rows) AS n CROSS JOIN LATERAL (SELECT <at> AS at) AS day
            """;

    private static final String RUNS = """
            INSERT INTO mf_run (run_key, train_run_key, platform_run_id, scope_key, request, requester, state,
                execution_mode, failure_code, failure_category, failure_message, finished_at, created_at,
                execution_started_at)
            SELECT 'tr_' || n, n, 'platform_' || n % 100,
                '{"bundle_slot":"slot_' || n % 10 || '","environment":"prod","mode":"fraud"}',
                jsonb_build_object('dataset_manifest_refs', jsonb_build_array('manifest_' || n % 500)),
                'SYSTEM::test_' || n % 50,
                CASE WHEN n % 10 = 0 THEN 'FAIL' ELSE 'PUBLISHED' END, 'NONE',
                CASE WHEN n % 10 = 0 THEN 'GATE_FAIL' END, CASE WHEN n % 10 = 0 THEN 'POLICY' END,
                CASE WHEN n % 10 = 0 THEN 'no' END, <at>, <at>, <at> - n % 1000 * interval '1 second'
            FROM generate_series(1, :rows) AS n
            """;

    private static final String METRICS = """
        INSERT INTO mf_run_metric (metric, value, run_key)
        SELECT metric, (n::bigint * 7919 % :rows)::double precision / :rows, 'tr_' || n
        FROM generate_series(1, :rows) AS n CROSS JOIN unnest(ARRAY['auc_roc', 'brier_skill', 'ece']) AS metric
        WHERE :days > 0
        """;

    private static final String EVENTS = """
            INSERT INTO mf_run_event (run_key, seq, event_type, state, execution_mode, occurred_at, run_month)
            SELECT run_key, seq, 'RUN_STARTED', 'RUNNING', 'FULL', created_at, created_month
            FROM mf_run CROSS JOIN generate_series(1, 5) AS seq WHERE :rows > 0 AND :days > 0 ORDER BY created_at
            """;

    private static final String REQUESTS = """
            INSERT INTO mf_request (request_id, payload_hash, command, run_key, platform_run_id, requester_principal,
                received_at, receipt_key, receipt_status, receipt, completed_at, archived_at)
            SELECT 'request_' || n, 'hash', 'train_build', 'tr_' || n, 'platform_' || n % 100, 'SYSTEM::test', at,
                'receipt_' || n, 'DONE', '{}', at, at
            FROM generate_series(1, :rows) AS n
                CROSS JOIN LATERAL (SELECT <at> AS at) AS day
            """;

    private static final String AUDITS = """
            INSERT INTO mf_evidence_audit (platform_run_id, run_key, actor, actor_source_type, worker_id, purpose, what,
                ref, sha256, outcome, occurred_at)
            SELECT 'platform_' || n % 100, 'tr_' || n, 'SYSTEM::test', 'SYSTEM', 'worker', 'RESOLVE', 'what', 'ref',
                'digest', 'RESOLVED', <at>
            FROM generate_series(1, :rows) AS n
            """;

    private static final String MESSAGES = """
            INSERT INTO mf_outbox (platform_run_id, topic, payload, created_at, relayed_at)
            SELECT 'platform_' || n % 100, 'topic', '', at, at
            FROM generate_series(1, :rows) AS n
                CROSS JOIN LATERAL (SELECT <at> AS at) AS day
            """;
}
