package io.modelfactory.worker.ledger;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the database's schema up to date. Safe to call from several workers at once: one migrates, the others wait. */
public final class LedgerMigrations {
    private LedgerMigrations() {}

    public static void migrate(DataSource database) {
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    /** Whether there is a ledger at all; for those who only look and must not make one. */
    public static boolean areThere(DataSource database) {
        return new Database(database)
                .direct(handle -> handle.createQuery("SELECT to_regclass('mf_run') IS NOT NULL")
                        .mapTo(Boolean.class)
                        .one());
    }
}
