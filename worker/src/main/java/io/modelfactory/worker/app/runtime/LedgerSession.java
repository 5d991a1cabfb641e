package io.modelfactory.worker.app.runtime;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.LedgerMigrations;
import io.modelfactory.worker.ledger.RunLedger;

/** The ledger as a command opens it beside the workers: few connections, little patience, and no migration. */
public final class LedgerSession implements AutoCloseable {
    private static final String OWNER = "mf-command";

    private final HikariDataSource database;
    private final RunLedger ledger;

    private LedgerSession(HikariDataSource database, Configuration configuration) {
        this.database = database;
        this.ledger = new RunLedger(database, Ledgers.settings(configuration, OWNER));
    }

    /** @throws TransientFaultException if the database does not answer, or holds no ledger yet */
    public static LedgerSession open(Configuration configuration) {
        HikariDataSource database =
                Databases.connectBriefly(configuration.profile().wiring().database());
        LedgerMigrations.Standing standing = LedgerMigrations.standing(database);
        if (standing.version().isEmpty()) {
            database.close();
            throw new TransientFaultException(
                    "wiring.database.url: the database holds no ledger yet; start a worker, which creates it",
                    new IllegalStateException("no migration was applied"));
        }
        return new LedgerSession(database, configuration);
    }

    public RunLedger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        database.close();
    }
}
