package io.modelfactory.worker.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.EmbeddedDatabase;
import io.modelfactory.local.FreePorts;
import io.modelfactory.worker.launcher.LauncherInstallation.LauncherAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code up} on a data folder whose ledger another release has filled. */
class UpOnOlderAndNewerDataIT {
    /** Before history came into months, and the release that brought {@code up}. */
    private static final String FILLED_AT = "6";

    private static final String FIRST_RELEASE_WITH_UP = "7";

    @TempDir
    private Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // set before each test
    private LauncherInstallation mf;

    @BeforeEach
    void install() throws IOException {
        mf = LauncherInstallation.in(folder);
    }

    @AfterEach
    void stop() throws Exception {
        mf.stop();
    }

    @Test
    void aFilledLedgerOfAnOlderReleaseIsMigratedWithAllItsRows() throws Exception {
        inLedger(ledger -> {
            migrate(ledger, FILLED_AT);
            Jdbi.create(ledger.jdbcUrl(), ledger.user(), ledger.password())
                    .useHandle(handle -> ROWS.forEach(handle::execute));
            migrate(ledger, FIRST_RELEASE_WITH_UP);
        });

        LauncherAnswer up = mf.run("up", "--timeout", "400");

        assertThat(up.exitCode()).as(up.output()).isZero();
        assertThat(mf.run("runs", "list").output()).contains("tr_1", "tr_2", "tr_3");
        assertThat(mf.run("runs", "events", "tr_1").output()).contains("REQUEST_QUEUED", "BUNDLE_PUBLISHED");
        assertThat(mf.run("doctor").output()).doesNotContain("is not applied");
        mf.run("down");
        List<Integer> counts = new ArrayList<>();
        inLedger(ledger -> Jdbi.create(ledger.jdbcUrl(), ledger.user(), ledger.password())
                .useHandle(handle -> COUNTED.forEach(table -> counts.add(count(handle, table)))));
        assertThat(counts).containsExactly(3, 6, 3, 3);
    }

    @Test
    void aLedgerOfANewerReleaseIsRefusedInOneLineAndNothingIsChanged() throws Exception {
        inLedger(ledger -> {
            migrate(ledger, FIRST_RELEASE_WITH_UP);
            Jdbi.create(ledger.jdbcUrl(), ledger.user(), ledger.password()).useHandle(handle -> handle.execute("""
                INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,
                    installed_by, execution_time, success)
                SELECT 1000, '1000', 'of tomorrow', 'SQL', 'V1000__of_tomorrow.sql', 1, installed_by, 1, true
                FROM flyway_schema_history LIMIT 1
                """));
        });

        LauncherAnswer up = mf.run("up", "--timeout", "400");

        assertThat(up.exitCode()).isEqualTo(1);
        assertThat(up.output())
                .contains("is of a newer release", "V1000__of_tomorrow.sql", "git:0123 or newer", "--data DIR");
        assertThat(mf.run("status").output()).startsWith("down; the last start failed");
    }

    private interface LedgerWork {
        void on(EmbeddedDatabase.Access ledger);
    }

    /** In the folder that `up` uses by default, as a release has left it. */
    private void inLedger(LedgerWork work) throws IOException {
        Files.createDirectories(mf.data());
        Files.writeString(
                mf.data().resolve("format.json"), "{\"format\": 1, \"initialized\": true, \"release\": \"git:0123\"}");
        Path password = mf.data().resolve("password");
        if (!Files.exists(password)) {
            Files.writeString(password, "of this data only");
        }
        try (EmbeddedDatabase database =
                EmbeddedDatabase.withPassword(DataDirectory.kept(mf.data()), FreePorts.find(), password)) {
            database.start();
            work.on(database.createDatabase("model_factory"));
        }
    }

    private static void migrate(EmbeddedDatabase.Access ledger, String version) {
        Flyway.configure()
                .dataSource(ledger.jdbcUrl(), ledger.user(), ledger.password())
                .locations("classpath:db/migration")
                .target(version)
                .load()
                .migrate();
    }

    private static int count(Handle handle, String table) {
        return handle.createQuery("SELECT count(*) FROM " + table)
                .mapTo(Integer.class)
                .one();
    }

    private static final List<String> COUNTED =
            List.of("mf_run", "mf_run_event", "mf_request", "mf_evidence_audit WHERE what = 'what'");

    private static final List<String> ROWS = List.of("""
        INSERT INTO mf_run (run_key, train_run_key, platform_run_id, scope_key, request, requester, state,
            execution_mode, finished_at, created_at)
        SELECT 'tr_' || n, n, 'local', 'scope', '{}', 'SYSTEM::test', 'PUBLISHED', 'NONE', now(), created
        FROM unnest(ARRAY['2026-01-01T00:00:00Z', '2026-01-31T23:59:59Z', '2026-02-01T00:00:00Z']::timestamptz[])
            WITH ORDINALITY AS run (created, n)
        """, """
        INSERT INTO mf_run_event (run_key, seq, event_type, state, execution_mode, occurred_at)
        SELECT run_key, seq, type, 'PUBLISHED', 'NONE', created_at + interval '1 hour' * seq
        FROM mf_run CROSS JOIN (VALUES (1, 'REQUEST_QUEUED'), (2, 'BUNDLE_PUBLISHED')) AS event (seq, type)
        """, """
        INSERT INTO mf_request (request_id, payload_hash, command, platform_run_id, requester_principal,
            received_at, receipt_key, receipt_status, receipt, completed_at, archived_at)
        SELECT 'request_' || run_key, 'hash', 'train_build', platform_run_id, requester, created_at,
            'local/mf/job_invocations/' || run_key, 'DONE', '{}', created_at, created_at
        FROM mf_run
        """, """
        INSERT INTO mf_evidence_audit (platform_run_id, run_key, actor, actor_source_type, worker_id, purpose, what,
            ref, sha256, outcome, occurred_at)
        SELECT platform_run_id, run_key, requester, 'SYSTEM', 'worker', 'RESOLVE', 'what', 'ref', 'digest',
            'RESOLVED', created_at
        FROM mf_run
        """);
}
