package io.modelfactory.worker.ledger.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.ledger.LedgerDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A migration while others read the ledger, as commands, consoles and the workers of the release before do. */
class MigrationBesideReadersIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final LedgerDatabase database = LedgerDatabase.unmigrated();
    private final Jdbi sql = database.sql();

    @AfterEach
    void close() {
        database.close();
    }

    /** V13 locks runs and then their events; who reads the events of a run locks them the other way round. */
    @Test
    void aMigrationThatADeadlockRolledBackIsBegunAgain() {
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:db/migration")
                .target("11")
                .load()
                .migrate();
        try (Handle reader = sql.open()) {
            reader.execute("SET deadlock_timeout = '10min'");
            reader.begin();
            reader.execute("LOCK TABLE mf_run_event IN ACCESS SHARE MODE");
            CompletableFuture<List<String>> applied =
                    CompletableFuture.supplyAsync(() -> LedgerMigrations.migrate(detectingDeadlocks()));
            await().atMost(TIMEOUT).until(this::runsAreLocked);

            reader.execute("LOCK TABLE mf_run IN ACCESS SHARE MODE");
            reader.commit();

            assertThat(applied)
                    .succeedsWithin(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .isEqualTo(List.of(
                            "V12 attempt logs and durations",
                            "V13 publish override",
                            "V14 gate metrics and inspections"));
        }
        assertThat(LedgerMigrations.incompatibilities(database.dataSource())).isEmpty();
    }

    /**
     * Connections that are rolled back for a deadlock. They look for one once, when the reader must wait for them too.
     */
    private DataSource detectingDeadlocks() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.url());
        source.setUser("postgres");
        source.setOptions("-c deadlock_timeout=15s");
        return source;
    }

    private boolean runsAreLocked() {
        return sql.withHandle(
                handle -> handle.createQuery("""
                        SELECT EXISTS (SELECT FROM pg_locks
                            WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
                                AND relation = 'mf_run'::regclass AND mode = 'AccessExclusiveLock' AND granted)
                        """).mapTo(Boolean.class).one());
    }
}
