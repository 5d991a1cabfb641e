package io.modelfactory.worker.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.WorkloadQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the database is asked to do with the sessions of a worker and of a console. */
class DatabaseFactoryIT {
    private static final Wiring.Lease SHORT_LEASE = new Wiring.Lease(3, 1);

    @ParameterizedTest
    @CsvSource({"30, 10", "2, 1", "3600, 1200"})
    void anIdleTransactionEndsWellBeforeALeaseThatMissedAHeartbeat(int duration, int heartbeat) {
        Wiring.Lease lease = new Wiring.Lease(duration, heartbeat);

        assertThat(lease.idleTransactionTimeout())
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofMillis((duration - heartbeat) * 800L));
    }

    /** A worker that was stopped in a transaction sends nothing, and its connection stays open. */
    @Test
    void theLocksOfAStoppedWorkerEndBeforeItsNeighboursLeasesDo() throws SQLException {
        try (LedgerDatabase database = LedgerDatabase.create();
                HikariDataSource stopped = connect(database);
                HikariDataSource neighbour = connect(database);
                Connection open = stopped.getConnection();
                Statement locking = open.createStatement();
                Connection renewing = neighbour.getConnection();
                Statement renewal = renewing.createStatement()) {
            open.setAutoCommit(false);
            locking.execute("LOCK TABLE mf_run IN ACCESS EXCLUSIVE MODE");

            // Ends: nothing but the timeout of the session that holds the lock can end the wait.
            renewal.execute("UPDATE mf_run SET updated_at = now()");

            assertThat(idleTransactionTimeout(renewal)).isEqualTo(SHORT_LEASE.idleTransactionTimeout());
            assertThatThrownBy(() -> locking.execute("SELECT 1")).isInstanceOf(SQLException.class);
        }
    }

    private static Duration idleTransactionTimeout(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT setting::bigint FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'")) {
            assertThat(row.next()).isTrue();
            return Duration.ofMillis(row.getLong(1));
        }
    }

    /** A migration of a large ledger, or the export of its largest month. */
    @Test
    void aLongStatementMayTakeLongerThanTheDatabaseMayBeSilent() throws SQLException {
        try (LedgerDatabase database = LedgerDatabase.create();
                HikariDataSource patient =
                        DatabaseFactory.connectForLongCommand(wiring(database), Duration.ofSeconds(1));
                Connection connection = patient.getConnection();
                Statement statement = connection.createStatement();
                ResultSet slept = statement.executeQuery("SELECT 'awake' FROM pg_sleep(3)")) {
            assertThat(slept.next()).isTrue();
            assertThat(slept.getString(1)).isEqualTo("awake");
        }
    }

    /** The statistics are those of a moment in which all messages waited to be relayed. */
    @Test
    void theConsoleLooksForWhatWaitsAmongThatOnly() throws SQLException {
        try (LedgerDatabase database = LedgerDatabase.create();
                HikariDataSource console = DatabaseFactory.poolForConsole(wiring(database), 1);
                Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
            ledger.submit(IntStream.range(0, 2_000)
                    .<IntakeEntry>mapToObj(number -> LedgerFixture.build("request-" + number, "run " + number))
                    .toList());
            statement.execute("ANALYZE");
            statement.execute("UPDATE mf_outbox SET relayed_at = now()");
            long before = scansOfMessages(console);

            assertThat(new WorkloadQuery(console).backlog().messages()).isZero();

            assertThat(scansOfMessages(console)).isEqualTo(before);
        }
    }

    /** By the counters of the pool's only connection: those of others may come late. */
    private static long scansOfMessages(HikariDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_stat_force_next_flush()");
            try (ResultSet row =
                    statement.executeQuery("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'mf_outbox'")) {
                assertThat(row.next()).isTrue();
                return row.getLong(1);
            }
        }
    }

    private static Wiring.Database wiring(LedgerDatabase database) {
        return new Wiring.Database(database.url(), "postgres", Optional.empty(), false, 2);
    }

    private static HikariDataSource connect(LedgerDatabase database) {
        return DatabaseFactory.connect(wiring(database), SHORT_LEASE.idleTransactionTimeout());
    }
}
