package io.modelfactory.worker.app.wiring;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.reconcile.Reconciler;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;

/** A reconciler for commands that run beside the workers; it writes to ledger and store. */
public final class ReconciliationSession implements AutoCloseable {
    private final LedgerSession session;
    private final ArtifactStore store;
    private final Reconciler reconciler;

    private ReconciliationSession(LedgerSession session, ArtifactStore store, JsonSchemas schemas) {
        this.session = session;
        this.store = store;
        this.reconciler = new Reconciler(
                session.reconciliations(),
                store,
                new DocumentStore(store, schemas),
                new WorkerMeters(new SimpleMeterRegistry()));
    }

    /**
     * @param timeout how long to wait for a ledger or store that does not answer; the reconciliation may take longer
     * @throws io.modelfactory.worker.failure.TransientFaultException if ledger or store do not answer
     * @throws io.modelfactory.worker.config.ConfigurationException if one of them is not what the profile says
     */
    public static ReconciliationSession open(Configuration configuration, JsonSchemas schemas, Duration timeout) {
        LedgerSession session = LedgerSession.openForLongCommand(configuration, timeout);
        try {
            ArtifactStore store =
                    StoreFactory.openExisting(configuration.profile().wiring().objectStore(), timeout);
            return new ReconciliationSession(session, store, schemas);
        } catch (RuntimeException notThere) {
            session.close();
            throw notThere;
        }
    }

    public Reconciler reconciler() {
        return reconciler;
    }

    @Override
    public void close() {
        store.close();
        session.close();
    }
}
