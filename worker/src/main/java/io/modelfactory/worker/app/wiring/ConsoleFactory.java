package io.modelfactory.worker.app.wiring;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.ConsoleSecurity;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.console.ConsoleLedger;
import io.modelfactory.worker.console.ConsoleServer;
import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.console.DatasetInspections;
import io.modelfactory.worker.console.DeadLetterEntry;
import io.modelfactory.worker.console.NeighbourStatus;
import io.modelfactory.worker.console.access.ConsoleAccess;
import io.modelfactory.worker.console.action.ActionAudit;
import io.modelfactory.worker.console.action.ActionRoutes;
import io.modelfactory.worker.console.process.JobQueue;
import io.modelfactory.worker.ledger.LedgerSettings;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.RunNotifications;
import io.modelfactory.worker.ledger.WorkloadQuery;
import io.modelfactory.worker.ledger.activity.RunProgressRepository;
import io.modelfactory.worker.ledger.activity.RunSituationQuery;
import io.modelfactory.worker.ledger.activity.WorkerRegistry;
import io.modelfactory.worker.ledger.audit.ConsoleActionLog;
import io.modelfactory.worker.ledger.overview.AuditTrailQuery;
import io.modelfactory.worker.ledger.overview.ManifestUseQuery;
import io.modelfactory.worker.ledger.overview.OverviewQuery;
import io.modelfactory.worker.ledger.overview.PublishedRunQuery;
import io.modelfactory.worker.ledger.overview.RunDurationQuery;
import io.modelfactory.worker.ledger.overview.RunListingQuery;
import io.modelfactory.worker.ledger.overview.RunMetricQuery;
import io.modelfactory.worker.ledger.overview.RunStateQuery;
import io.modelfactory.worker.ledger.schema.LedgerReadiness;
import io.modelfactory.worker.release.WorkerRelease;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the console looks at under a profile: a pool of its own, and neighbours that may come and go. */
public final class ConsoleFactory implements ConsoleSources {
    private static final String OWNER = "mf-console";
    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(5);

    private final Configuration configuration;
    private final HikariDataSource database;
    private final HikariDataSource actions;
    private final ConsoleLedger ledger;
    private final LedgerReadiness readiness;
    private final NeighbourProbes neighbours;
    private final ConsoleCommands operator;
    private final JobQueue jobs;
    private final DatasetInspections inspections = new DatasetInspections();
    private @Nullable ArtifactStore store;

    private ConsoleFactory(Configuration configuration, ConsoleCommands operator) {
        this.configuration = configuration;
        this.operator = operator;
        Wiring wiring = configuration.profile().wiring();
        Wiring.Database role = wiring.consoleDatabase();
        this.database = DatabaseFactory.poolForConsole(role, wiring.console().poolSize());
        this.actions = DatabaseFactory.poolForConsoleActions(role);
        this.jobs = new JobQueue(wiring.console().security().actionTimeout(), Clock.systemUTC());
        this.readiness = new LedgerReadiness(database);
        LedgerSettings settings = LedgerFactory.settings(configuration, OWNER);
        this.ledger = new ConsoleLedger(
                new RunLedger(database, settings),
                new WorkloadQuery(database),
                new WorkerRegistry(database),
                new RunProgressRepository(database),
                new RunSituationQuery(database, settings.claimLimits()),
                new OverviewQuery(database),
                new RunListingQuery(database),
                new RunStateQuery(database),
                new RunDurationQuery(database),
                new RunMetricQuery(database),
                new PublishedRunQuery(database),
                new ManifestUseQuery(database),
                new AuditTrailQuery(database));
        this.neighbours = new NeighbourProbes(wiring, ledger.workload()::now, () -> store().requireReachable());
    }

    /**
     * Serves the console, without waiting for what does not answer yet.
     *
     * @param operator what the console has of the command line
     * @param port 0 for any that is free
     * @throws ConfigurationException if the address cannot be listened on
     */
    public static ConsoleServer start(Configuration configuration, ConsoleCommands operator, String host, int port) {
        ConsoleSecurity security = configuration.profile().wiring().console().security();
        Optional<KeyStore> tls = ConsoleAccessFactory.tls(security);
        ConsoleFactory sources = new ConsoleFactory(configuration, operator);
        try {
            ConsoleActionLog log = new ConsoleActionLog(sources.actions);
            ConsoleAccess access = ConsoleAccessFactory.of(
                    security, host, new LedgerSignInAudit(log), sources.actionRoutes(log), Clock.systemUTC());
            return ConsoleServer.start(host, port, tls, WorkerRelease.current().id(), sources, access);
        } catch (ConfigurationException refused) {
            sources.close();
            throw refused;
        } catch (RuntimeException e) {
            sources.close();
            throw new ConfigurationException(
                    "profile",
                    List.of("wiring.console: cannot listen on " + host + ":" + port + " (" + e.getMessage()
                            + "); choose another port"));
        }
    }

    private ActionRoutes actionRoutes(ConsoleActionLog log) {
        return new ActionRoutes(
                operator.requests(configuration, ledger::runs),
                operator.actions(configuration),
                jobs,
                new ActionAudit(log::append),
                ref -> !ledger.manifests().runsOf(ref, 1).isEmpty(),
                inspections);
    }

    @Override
    public ConsoleLedger ledger() {
        return ledger;
    }

    @Override
    public boolean ledgerExists() {
        return readiness.exists();
    }

    @Override
    public List<String> missingMigrations() {
        return readiness.missingMigrations();
    }

    @Override
    public synchronized ArtifactStore store() {
        if (store == null) {
            store = StoreFactory.openReadOnly(configuration.profile().wiring().objectStore(), STORE_TIMEOUT);
        }
        return store;
    }

    @Override
    public List<NeighbourStatus> neighbours() {
        return neighbours.all();
    }

    @Override
    public OptionalLong requestLag() {
        return neighbours.requestLag();
    }

    @Override
    public RunNotifications listen() {
        return RunNotifications.listenForChanges(
                DatabaseFactory.unpooled(configuration.profile().wiring().consoleDatabase()));
    }

    @Override
    public List<DeadLetterEntry> deadLetters(int limit) {
        return operator.deadLetters(configuration, limit);
    }

    @Override
    public DatasetInspections inspections() {
        return inspections;
    }

    @Override
    public String command(String arguments) {
        return operator.command(arguments);
    }

    @Override
    public void close() {
        jobs.close();
        neighbours.close();
        Optional.ofNullable(store).ifPresent(ArtifactStore::close);
        actions.close();
        database.close();
    }
}
