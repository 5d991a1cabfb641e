package io.modelfactory.worker.console;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.ledger.RunNotifications;
import java.util.List;
import java.util.OptionalLong;

/** What the console looks at. It is there even while ledger, store or broker is not: asking them fails then. */
public interface ConsoleSources extends AutoCloseable {
    /** Its methods throw {@link io.modelfactory.worker.failure.TransientFaultException} while no database answers. */
    ConsoleLedger ledger();

    /** Whether the database has a ledger at all. */
    boolean ledgerExists();

    /** The migrations of this release that the ledger does not have yet, by name. */
    List<String> missingMigrations();

    /**
     * Listens for runs that may be claimed and for changes of runs, on a connection of its own.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if the database does not answer
     */
    RunNotifications listen();

    /** @throws io.modelfactory.worker.failure.TransientFaultException if the store cannot be reached */
    ArtifactStore store();

    /** What the factory depends on, as last asked; takes no longer than the slowest may. */
    List<NeighbourStatus> neighbours();

    /** Requests on the topic that no worker has taken; empty while no broker answers. */
    OptionalLong requestLag();

    /**
     * The latest letters, latest first.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if no broker answers
     */
    List<DeadLetterEntry> deadLetters(int limit);

    /** What files of datasets hold that were looked at on this console. */
    DatasetInspections inspections();

    /** A command of the worker's command line as it can be pasted, such as {@code deploy/mf worker run}. */
    String command(String arguments);

    @Override
    void close();
}
