package io.modelfactory.worker.ledger.schema;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.postgres.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database's schema up to date. Safe to call from several workers at once: one migrates, the others wait.
 */
public final class LedgerMigrations {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerMigrations.class);

    /** Each failed try has applied the migrations before the one that was rolled back, so that few tries do. */
    private static final RetryConfig CONFLICT_RETRY = RetryConfig.custom()
            .maxAttempts(8)
            .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(50, 2.0, 0.5, 2_000))
            .retryOnException(LedgerMigrations::isConflict)
            .build();

    /** SQL states: rolled back for concurrency, such as a deadlock, and a lock that could not be had in time. */
    private static final List<String> CONFLICTS = List.of("40", "55P03");

    private LedgerMigrations() {}

    /**
     * The names of the migrations that were applied; none if the schema was current. Who reads meanwhile may hold the
     * locks of two tables in another order than a migration takes them: one of the two is rolled back by the database,
     * and a migration is begun again.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if the database does not answer any more
     * @throws FailureException if a migration failed; it is rolled back
     */
    public static List<String> migrate(DataSource database) {
        AppliedMigrations applied = new AppliedMigrations();
        Flyway flyway = configured(database).callbacks(applied).load();
        Retry retry = Retry.of("migration", CONFLICT_RETRY);
        retry.getEventPublisher()
                .onRetry(again -> LOG.warn(
                        "a migration was rolled back for a transaction beside it and is begun again: {}",
                        ExceptionUtils.getRootCauseMessage(again.getLastThrowable())));
        try {
            retry.executeRunnable(flyway::migrate);
            return applied.migrations().stream().map(LedgerMigrations::name).toList();
        } catch (FlywayException e) {
            throw Database.transientFault(e)
                    .<RuntimeException>map(fault -> fault)
                    .orElseGet(() -> new FailureException(
                            FailureCode.WORKER_RUNTIME_ERROR, "the ledger was not migrated: " + e.getMessage(), e));
        }
    }

    private static boolean isConflict(Throwable failure) {
        return ExceptionUtils.getThrowableList(failure).stream()
                .anyMatch(cause -> cause instanceof SQLException sql
                        && CONFLICTS.stream().anyMatch(String.valueOf(sql.getSQLState())::startsWith));
    }

    /**
     * Runs the statements by which the owner grants privileges on the ledger.
     *
     * @throws FailureException if one was refused; then none of them takes effect
     */
    public static void grant(DataSource database, String statements) {
        try (Connection connection = database.getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statements);
        } catch (SQLException e) {
            throw Database.transientFault(e)
                    .<RuntimeException>map(fault -> fault)
                    .orElseGet(() -> new FailureException(
                            FailureCode.WORKER_RUNTIME_ERROR, "the rights were not granted: " + e.getMessage(), e));
        }
    }

    /**
     * Why this release cannot work with the schema as it is; empty if it can. Migrations of a later release are no
     * reason, as they are none for {@link #migrate}: the workers of both releases run side by side during a rollout.
     */
    public static List<String> incompatibilities(DataSource database) {
        MigrationInfoService info = flyway(database).info();
        return Stream.concat(
                        Arrays.stream(info.pending()).map(pending -> name(pending) + " is not applied"),
                        Arrays.stream(info.applied())
                                .filter(LedgerMigrations::isForeign)
                                .filter(applied -> applied.getState() != MigrationState.FUTURE_SUCCESS)
                                .map(applied -> name(applied) + " failed, or is not this release's"))
                .toList();
    }

    /**
     * The database's schema, compared with this release's.
     *
     * @param version of the migration applied last; empty if there is no ledger yet
     * @param pending migrations of this release that are not applied
     * @param foreign migrations in the database that are not this release's, or differ from them, or failed
     */
    public record SchemaStatus(Optional<String> version, List<String> pending, List<String> foreign) {
        public SchemaStatus {
            pending = List.copyOf(pending);
            foreign = List.copyOf(foreign);
        }
    }

    /** Reads the status and changes nothing. */
    public static SchemaStatus schemaStatus(DataSource database) {
        MigrationInfoService info = flyway(database).info();
        return new SchemaStatus(
                Optional.ofNullable(info.current()).map(LedgerMigrations::name),
                Arrays.stream(info.pending()).map(LedgerMigrations::name).toList(),
                Arrays.stream(info.applied())
                        .filter(LedgerMigrations::isForeign)
                        .map(LedgerMigrations::name)
                        .toList());
    }

    /** The names of this release's migrations that are not applied; none if that cannot be found out. */
    public static List<String> missing(DataSource database) {
        try {
            return schemaStatus(database).pending();
        } catch (FlywayException unknown) {
            LOG.debug("the ledger's migrations cannot be read", unknown);
            return List.of();
        }
    }

    private static Flyway flyway(DataSource database) {
        return configured(database).load();
    }

    private static FluentConfiguration configured(DataSource database) {
        return Flyway.configure().dataSource(database).locations("classpath:db/migration");
    }

    private static boolean isForeign(MigrationInfo applied) {
        return !applied.getState().isResolved() || applied.getState().isFailed() || !applied.isChecksumMatching();
    }

    private static String name(MigrationInfo migration) {
        return "V" + migration.getVersion() + " " + migration.getDescription();
    }

    /** Whether there is a ledger at all, for commands that must not create one. */
    public static boolean ledgerExists(DataSource database) {
        return new Database(database)
                .autoCommit(handle -> handle.createQuery("SELECT to_regclass('mf_run') IS NOT NULL")
                        .mapTo(Boolean.class)
                        .one());
    }
}
