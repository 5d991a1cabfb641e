package io.modelfactory.worker.app.wiring;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.inspect.RunFollower;
import io.modelfactory.worker.ledger.LedgerSettings;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.activity.RunProgressRepository;
import io.modelfactory.worker.ledger.activity.RunSituationQuery;
import io.modelfactory.worker.ledger.activity.WorkerRegistry;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationRepository;
import io.modelfactory.worker.ledger.schema.LedgerMigrations;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The ledger as commands open it beside the workers: few connections, short timeouts, and no migration. */
public final class LedgerSession implements AutoCloseable {
    private static final String OWNER = "mf-command";

    private final HikariDataSource database;
    private final RunLedger ledger;
    private final RunProgressRepository progress;
    private final RunSituationQuery situations;

    private LedgerSession(HikariDataSource database, Configuration configuration) {
        this.database = database;
        LedgerSettings settings = LedgerFactory.settings(configuration, OWNER);
        this.ledger = new RunLedger(database, settings);
        this.progress = new RunProgressRepository(database);
        this.situations = new RunSituationQuery(database, settings.claimLimits());
    }

    /**
     * @throws io.modelfactory.worker.failure.TransientFaultException if the database does not answer
     * @throws ConfigurationException if it holds no ledger
     */
    public static LedgerSession open(Configuration configuration) {
        return open(configuration, CommandTimeout.DEFAULT);
    }

    /** As above, waiting so long for a database that does not answer. */
    public static LedgerSession open(Configuration configuration, Duration timeout) {
        return of(DatabaseFactory.connectForCommand(database(configuration), timeout), configuration);
    }

    /** For statements that may take long. */
    static LedgerSession openForLongCommand(Configuration configuration, Duration timeout) {
        return of(DatabaseFactory.connectForLongCommand(database(configuration), timeout), configuration);
    }

    /** The same for who only looks; a change through it is refused by the database. */
    public static LedgerSession openReadOnly(Configuration configuration, Duration timeout) {
        return of(DatabaseFactory.connectReadOnly(database(configuration), timeout), configuration);
    }

    private static Wiring.Database database(Configuration configuration) {
        return configuration.profile().wiring().database();
    }

    private static LedgerSession of(HikariDataSource database, Configuration configuration) {
        if (!LedgerMigrations.ledgerExists(database)) {
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

    /** Who works. */
    public WorkerRegistry workers() {
        return new WorkerRegistry(database);
    }

    /** How far runs have come. */
    public RunProgressRepository progress() {
        return progress;
    }

    /** Who works on runs, or what they wait for. */
    public RunSituationQuery situations() {
        return situations;
    }

    /**
     * Follows runs.
     *
     * @param pollInterval between two looks at the ledger
     * @param maxOutage how long a ledger that does not answer is asked again
     */
    public RunFollower follower(Duration pollInterval, Duration maxOutage) {
        return new RunFollower(ledger, progress, situations, Clock.systemUTC(), pollInterval, maxOutage);
    }

    ReconciliationRepository reconciliations() {
        return new ReconciliationRepository(database);
    }

    @Override
    public void close() {
        database.close();
    }
}
