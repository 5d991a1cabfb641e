package io.modelfactory.worker.console;

import io.modelfactory.worker.artifact.ArtifactStore;
import java.util.List;
import java.util.OptionalLong;

/** What the console looks at. It is there even while ledger, store or broker is not: asking them fails then. */
public interface ConsoleSources extends AutoCloseable {
    /** Its methods throw {@link io.modelfactory.worker.failure.TransientFaultException} while no database answers. */
    ConsoleLedger ledger();

    /** Whether the database has a ledger at all. */
    boolean ledgerExists();

    /** @throws io.modelfactory.worker.failure.TransientFaultException if the store cannot be reached */
    ArtifactStore store();

    /** What the factory depends on, as last asked; takes no longer than the slowest may. */
    List<NeighbourStatus> neighbours();

    /** Requests on the topic that no worker has taken; empty while no broker answers. */
    OptionalLong requestLag();

    /** How to start a worker under the console's profile, as a line to paste. */
    String workerCommand();

    @Override
    void close();
}
