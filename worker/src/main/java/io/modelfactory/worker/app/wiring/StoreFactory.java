package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ArtifactStoreFactory;
import io.modelfactory.worker.artifact.ArtifactStoreProvider;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;

/** The object store that a profile names. */
public final class StoreFactory {
    private StoreFactory() {}

    /**
     * Opens a store that is there already; a command that only reads must not create one.
     *
     * @throws TransientFaultException if a local root is not there
     * @throws ConfigurationException if the root names no store
     */
    public static ArtifactStore openExisting(Wiring.ObjectStore store) {
        return openExisting(store, CommandTimeout.DEFAULT);
    }

    /**
     * As above.
     *
     * @param timeout how long to wait for a store that does not answer
     */
    public static ArtifactStore openExisting(Wiring.ObjectStore store, Duration timeout) {
        if (isMissing(store)) {
            throw new TransientFaultException(
                    "wiring.object_store.root: there is no store in " + store.root() + "; mount or create it",
                    new NoSuchFileException(store.root()));
        }
        try {
            return ArtifactStoreFactory.open(store.root(), store.options(), timeout);
        } catch (TransientFaultException fault) {
            throw new TransientFaultException(
                    "wiring.object_store.root: the store does not answer: " + fault.getMessage(), fault);
        }
    }

    /**
     * Opens a store for reading: nothing is written, neither folder nor probe.
     *
     * @throws TransientFaultException if it cannot be reached
     * @throws ConfigurationException if the root names no store
     */
    public static ArtifactStore openReadOnly(Wiring.ObjectStore store) {
        return openReadOnly(store, CommandTimeout.DEFAULT);
    }

    /** As above, waiting so long for a store that does not answer. */
    public static ArtifactStore openReadOnly(Wiring.ObjectStore store, Duration timeout) {
        requireAddress(store);
        try {
            return ArtifactStoreFactory.openReadOnly(store.root(), store.options(), timeout);
        } catch (TransientFaultException fault) {
            throw new TransientFaultException(
                    "wiring.object_store.root: the store cannot be read: " + fault.getMessage(), fault);
        }
    }

    /** @throws ConfigurationException if the root names no store */
    static ArtifactStoreProvider requireAddress(Wiring.ObjectStore store) {
        try {
            return ArtifactStoreFactory.providerOf(store.root());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("profile", List.of("wiring.object_store.root: " + e.getMessage()));
        }
    }

    /** Whether it is certain that there is no store yet, such as a local folder that does not exist. */
    public static boolean isMissing(Wiring.ObjectStore store) {
        return requireAddress(store).isMissing(store.root());
    }
}
