package io.modelfactory.worker.app.runtime;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.ledger.LedgerMigrations;
import io.modelfactory.worker.ledger.Reconciliations;
import io.modelfactory.worker.ledger.RunLedger;
import java.util.List;

/** The ledger as commands open it beside the workers: few connections, little patience, and no migration. */
public final class LedgerSession implements AutoCloseable {
    private static final String OWNER = "mf-command";

    private final HikariDataSource database;
    private final RunLedger ledger;

    private LedgerSession(HikariDataSource database, Configuration configuration) {
        this.database = database;
        this.ledger = new RunLedger(database, Ledgers.settings(configuration, OWNER));
    }

    /**
     * @throws io.modelfactory.worker.failure.TransientFaultException if the database does not answer
     * @throws ConfigurationException if it holds no ledger
     */
    public static LedgerSession open(Configuration configuration) {
        return of(Databases.connectBriefly(configuration.profile().wiring().database()), configuration);
    }

    /** As above; a change through it is refused by the database. */
    public static LedgerSession openToRead(Configuration configuration) {
        return of(Databases.connectToRead(configuration.profile().wiring().database()), configuration);
    }

    private static LedgerSession of(HikariDataSource database, Configuration configuration) {
        if (!LedgerMigrations.areThere(database)) {
            database.close();
            throw new ConfigurationException(
                    "profile",
                    List.of("wiring.database.url: the database holds no ledger; start a worker on it once, or point"
                            + " the profile at the worker's database"));
        }
        return new LedgerSession(database, configuration);
    }

    public RunLedger ledger() {
        return ledger;
    }

    Reconciliations reconciliations() {
        return new Reconciliations(database);
    }

    @Override
    public void close() {
        database.close();
    }
}
