package io.modelfactory.worker.ledger.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.worker.ledger.LedgerDatabase;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A ledger of an earlier build, whose history comes into months. */
class HistoryMigrationIT {
    private final LedgerDatabase database = LedgerDatabase.unmigrated();
    private final Jdbi sql = database.sql();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyRowComesIntoItsMonthAndNumbersGoOn() {
        migrateTo("6?");
        sql.useHandle(handle -> List.of(RUNS, EVENTS, REQUESTS, AUDITS).forEach(handle::execute));

        LedgerMigrations.migrate(database.dataSource());

        assertThat(tablesOf("mf_run_event")).containsExactly("mf_run_event_2026_01 4", "mf_run_event_2026_02 2");
        assertThat(tablesOf("mf_request")).containsExactly("mf_request_2026_01 1", "mf_request_2026_02 1");
        assertThat(tablesOf("mf_evidence_audit"))
                .containsExactly("mf_evidence_audit_2026_01 1", "mf_evidence_audit_2026_02 1");
        assertThat(number("SELECT count(*) FROM mf_request_key")).isEqualTo(2);
        sql.useHandle(handle -> handle.execute(AUDITS));
        assertThat(number("SELECT count(DISTINCT id) FROM mf_evidence_audit")).isEqualTo(4);
        assertThat(number("SELECT receipts FROM mf_backlog")).isZero();
        assertThatExceptionOfType(JdbiException.class)
                .isThrownBy(() -> sql.useHandle(handle -> handle.execute("DELETE FROM mf_run_event_2026_01")))
                .withMessageContaining("append-only");
    }

    private void migrateTo(String version) {
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:db/migration")
                .target(version)
                .load()
                .migrate();
    }

    /** Partitions that have rows, with their number. */
    private List<String> tablesOf(String parent) {
        return sql.withHandle(handle -> handle.createQuery("""
                        SELECT tableoid::regclass || ' ' || count(*) FROM <parent> GROUP BY tableoid ORDER BY 1
                        """)
                .define("parent", parent)
                .mapTo(String.class)
                .list());
    }

    private long number(String query) {
        return sql.withHandle(
                handle -> handle.createQuery(query).mapTo(Long.class).one());
    }

    private static final String RUNS = """
            INSERT INTO mf_run (run_key, train_run_key, platform_run_id, scope_key, request, requester, state,
                execution_mode, finished_at, created_at)
            SELECT 'tr_' || n, n, 'platform', 'scope', '{}', 'SYSTEM::test', 'PUBLISHED', 'NONE', now(), created
            FROM unnest(ARRAY['2026-01-01T00:00:00Z', '2026-01-31T23:59:59Z', '2026-02-01T00:00:00Z']::timestamptz[])
                WITH ORDINALITY AS run (created, n)
            """;

    private static final String EVENTS = """
            INSERT INTO mf_run_event (run_key, seq, event_type, state, execution_mode, occurred_at)
            SELECT run_key, seq, 'RUN_STARTED', 'RUNNING', 'FULL', created_at + interval '40 days'
            FROM mf_run CROSS JOIN generate_series(1, 2) AS seq
            """;

    private static final String REQUESTS = """
            INSERT INTO mf_request (request_id, payload_hash, command, platform_run_id, requester_principal,
                received_at, receipt_key, receipt_status, receipt, completed_at, archived_at)
            SELECT 'request_' || at, 'hash', 'train_build', 'platform', 'SYSTEM::test', at, 'key', 'DONE', '{}', at, at
            FROM unnest(ARRAY['2026-01-31T23:59:59Z', '2026-02-01T00:00:00Z']::timestamptz[]) AS at
            """;

    private static final String AUDITS = """
            INSERT INTO mf_evidence_audit (platform_run_id, run_key, actor, actor_source_type, worker_id, purpose, what,
                ref, sha256, outcome, occurred_at)
            SELECT 'platform', 'tr_1', 'SYSTEM::test', 'SYSTEM', 'worker', 'RESOLVE', 'what', 'ref', 'digest',
                'RESOLVED', at
            FROM unnest(ARRAY['2026-01-31T23:59:59Z', '2026-02-01T00:00:00Z']::timestamptz[]) AS at
            """;
}
