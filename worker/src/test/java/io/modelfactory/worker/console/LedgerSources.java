package io.modelfactory.worker.console;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.LedgerSettings;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.RunNotifications;
import io.modelfactory.worker.ledger.WorkloadQuery;
import io.modelfactory.worker.ledger.activity.RunProgressRepository;
import io.modelfactory.worker.ledger.activity.RunSituationQuery;
import io.modelfactory.worker.ledger.activity.WorkerRegistry;
import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.overview.AuditTrailQuery;
import io.modelfactory.worker.ledger.overview.ManifestUseQuery;
import io.modelfactory.worker.ledger.overview.OverviewQuery;
import io.modelfactory.worker.ledger.overview.PublishedRunQuery;
import io.modelfactory.worker.ledger.overview.RunDurationQuery;
import io.modelfactory.worker.ledger.overview.RunListingQuery;
import io.modelfactory.worker.ledger.overview.RunMetricQuery;
import io.modelfactory.worker.ledger.overview.RunStateQuery;
import io.modelfactory.worker.ledger.schema.LedgerReadiness;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** What a console looks at where there is a ledger, and neither broker nor store answers. */
public final class LedgerSources implements ConsoleSources {
    private final SilentSources silent = new SilentSources();
    private final DatasetInspections inspections = new DatasetInspections();
    private final DataSource database;
    private final ConsoleLedger ledger;
    private final LedgerReadiness readiness;
    private volatile boolean answers = true;
    private volatile Duration delay = Duration.ZERO;

    public LedgerSources(DataSource database, LedgerSettings settings) {
        this.database = database;
        readiness = new LedgerReadiness(database);
        ledger = new ConsoleLedger(
                new RunLedger(database, settings),
                new WorkloadQuery(database),
                new WorkerRegistry(database),
                new RunProgressRepository(database),
                new RunSituationQuery(database, ClaimLimits.UNLIMITED),
                new OverviewQuery(database),
                new RunListingQuery(database),
                new RunStateQuery(database),
                new RunDurationQuery(database),
                new RunMetricQuery(database),
                new PublishedRunQuery(database),
                new ManifestUseQuery(database),
                new AuditTrailQuery(database));
    }

    /** Whether the ledger answers from now on. */
    void answers(boolean whether) {
        answers = whether;
    }

    /** How long the ledger takes from now on before each statement. */
    void delay(Duration time) {
        delay = time;
    }

    @Override
    public ConsoleLedger ledger() {
        LockSupport.parkNanos(delay.toNanos());
        if (!answers) {
            throw new TransientFaultException("the database: connection refused", new IllegalStateException());
        }
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
    public RunNotifications listen() {
        return RunNotifications.listenForChanges(database);
    }

    @Override
    public ArtifactStore store() {
        throw new TransientFaultException("the store: connection refused", new IllegalStateException());
    }

    @Override
    public List<NeighbourStatus> neighbours() {
        return silent.neighbours();
    }

    @Override
    public OptionalLong requestLag() {
        return OptionalLong.empty();
    }

    @Override
    public List<DeadLetterEntry> deadLetters(int limit) {
        return silent.deadLetters(limit);
    }

    @Override
    public DatasetInspections inspections() {
        return inspections;
    }

    @Override
    public String command(String arguments) {
        return "mf " + arguments;
    }

    @Override
    public void close() {
        // The database is the test's.
    }
}
