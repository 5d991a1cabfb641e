package io.modelfactory.worker.ledger.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.SubmissionOutcome;
import io.modelfactory.worker.ledger.WorkloadQuery;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the check of the database reports before a worker depends on it. */
class LedgerHealthCheckIT {
    private final LedgerDatabase database = LedgerDatabase.create();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aMigratedLedgerOfThisReleaseIsComplete() {
        LedgerMigrations.SchemaStatus standing = LedgerMigrations.schemaStatus(database.dataSource());
        LedgerHealthCheck checkup = new LedgerHealthCheck(database.dataSource());

        assertThat(standing.version()).isPresent();
        assertThat(standing.pending()).isEmpty();
        assertThat(standing.foreign()).isEmpty();
        assertThat(checkup.missingPrivileges()).isEmpty();
        assertThat(checkup.serverStatus().mayMigrate()).isTrue();
        assertThat(checkup.serverStatus().readOnly()).isFalse();
    }

    @Test
    void migrationsOfAnotherReleaseAreForeign() {
        database.sql().useHandle(handle -> handle.execute("""
                INSERT INTO flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time,
                        success)
                VALUES (99, '99', 'from the future', 'SQL', 'V99__from_the_future.sql', 1, 'owner', 1, true)
                """));

        assertThat(LedgerMigrations.schemaStatus(database.dataSource()).foreign())
                .containsExactly("V99 from the future");
    }

    @Test
    void whatAUserMayNotDoIsNamed() {
        database.sql().useHandle(handle -> {
            handle.execute("CREATE ROLE onlooker");
            handle.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker");
        });
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.dataSource());
        config.setConnectionInitSql("SET ROLE onlooker");
        config.setMaximumPoolSize(1);

        try (HikariDataSource asOnlooker = new HikariDataSource(config)) {
            List<String> missing = new LedgerHealthCheck(asOnlooker).missingPrivileges();

            assertThat(missing)
                    .contains("UPDATE on mf_run", "INSERT on mf_request", "INSERT on mf_run_event")
                    .doesNotContain("SELECT on mf_run");
            assertThat(new LedgerHealthCheck(asOnlooker).serverStatus().mayMigrate())
                    .isFalse();
        }
    }

    @Test
    void aDryRunAnswersLikeASubmissionAndWritesNothing() {
        RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
        List<IntakeEntry> batch = List.of(LedgerFixture.build("req.rehearsal.1", "rehearsed"));

        List<SubmissionOutcome> rehearsed = ledger.dryRun(batch);

        assertThat(rehearsed).hasOnlyElementsOfType(SubmissionOutcome.New.class);
        assertThat(ledger.request("req.rehearsal.1")).isEmpty();
        assertThat(new WorkloadQuery(database.dataSource()).remaining().isNothing())
                .isTrue();
        assertThat(ledger.submit(batch)).isEqualTo(rehearsed);
        assertThat(ledger.dryRun(batch)).containsExactly(new SubmissionOutcome.Duplicate());
        assertThat(new WorkloadQuery(database.dataSource()).remaining().runs()).isEqualTo(1);
    }
}
