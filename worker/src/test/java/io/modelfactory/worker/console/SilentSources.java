package io.modelfactory.worker.console;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.RunNotifications;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A factory of which nothing answers. */
public final class SilentSources implements ConsoleSources {
    private static final String PROBLEM = "connection refused";

    private final DatasetInspections inspections = new DatasetInspections();

    @Override
    public ConsoleLedger ledger() {
        throw new TransientFaultException("the ledger's database: " + PROBLEM, new IllegalStateException());
    }

    @Override
    public boolean ledgerExists() {
        return ledger() != null;
    }

    @Override
    public List<String> missingMigrations() {
        throw new TransientFaultException("the ledger's database: " + PROBLEM, new IllegalStateException());
    }

    @Override
    public ArtifactStore store() {
        throw new TransientFaultException("the store: " + PROBLEM, new IllegalStateException());
    }

    @Override
    public List<NeighbourStatus> neighbours() {
        return List.of(
                new NeighbourStatus("database", "jdbc:postgresql://nowhere/mf", Optional.of(PROBLEM)),
                new NeighbourStatus("broker", "nowhere:9092", Optional.of(PROBLEM)),
                new NeighbourStatus("object_store", "s3://nowhere", Optional.of(PROBLEM)));
    }

    @Override
    public OptionalLong requestLag() {
        return OptionalLong.empty();
    }

    @Override
    public RunNotifications listen() {
        throw new TransientFaultException("the ledger's database: " + PROBLEM, new IllegalStateException());
    }

    @Override
    public List<DeadLetterEntry> deadLetters(int limit) {
        throw new TransientFaultException("the broker: " + PROBLEM, new IllegalStateException());
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
        // There is nothing to close.
    }
}
