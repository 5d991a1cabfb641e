package io.modelfactory.worker.ledger;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;

/** Brings the database's schema up to date. Safe to call from several workers at once: one migrates, the others wait. */
public final class LedgerMigrations {
    private LedgerMigrations() {}

    public static void migrate(DataSource database) {
        flyway(database).migrate();
    }

    /**
     * How the database's schema stands to this release's.
     *
     * @param version of the migration applied last; empty if there is no ledger yet
     * @param pending migrations of this release that are not applied
     * @param foreign migrations in the database that are not this release's, or differ from them, or failed
     */
    public record Standing(Optional<String> version, List<String> pending, List<String> foreign) {
        public Standing {
            pending = List.copyOf(pending);
            foreign = List.copyOf(foreign);
        }
    }

    /** Looks and changes nothing. */
    public static Standing standing(DataSource database) {
        MigrationInfoService info = flyway(database).info();
        return new Standing(
                Optional.ofNullable(info.current()).map(LedgerMigrations::name),
                Arrays.stream(info.pending()).map(LedgerMigrations::name).toList(),
                Arrays.stream(info.applied())
                        .filter(LedgerMigrations::isForeign)
                        .map(LedgerMigrations::name)
                        .toList());
    }

    private static Flyway flyway(DataSource database) {
        return Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .load();
    }

    private static boolean isForeign(MigrationInfo applied) {
        return !applied.getState().isResolved() || applied.getState().isFailed() || !applied.isChecksumMatching();
    }

    private static String name(MigrationInfo migration) {
        return "V" + migration.getVersion() + " " + migration.getDescription();
    }

    /** Whether there is a ledger at all; for those who only look and must not make one. */
    public static boolean areThere(DataSource database) {
        return new Database(database)
                .direct(handle -> handle.createQuery("SELECT to_regclass('mf_run') IS NOT NULL")
                        .mapTo(Boolean.class)
                        .one());
    }
}
