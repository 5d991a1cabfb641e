package io.modelfactory.worker.artifact;

import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds the provider of the store that a root names, among those on the class path. */
public final class ArtifactStoreFactory {
    private static final List<ArtifactStoreProvider> PROVIDERS =
            ServiceLoader.load(ArtifactStoreProvider.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();

    private ArtifactStoreFactory() {}

    public static List<ArtifactStoreProvider> providers() {
        return PROVIDERS;
    }

    /** @throws IllegalArgumentException if the root is meant for no provider, or names no store of its provider */
    public static ArtifactStoreProvider providerOf(String root) {
        ArtifactStoreProvider provider = PROVIDERS.stream()
                .filter(candidate -> candidate.accepts(root))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no object store is known for '" + root + "'; write "
                        + PROVIDERS.stream()
                                .map(ArtifactStoreProvider::rootForm)
                                .collect(Collectors.joining(" or "))));
        provider.requireValidRoot(root);
        return provider;
    }

    /**
     * Opens a store for writing.
     *
     * @throws IllegalArgumentException if the root names no store
     * @throws IllegalStateException if objects in the store could be overwritten
     */
    public static ArtifactStore open(String root, StoreOptions options) {
        return providerOf(root).open(root, options);
    }

    /**
     * Opens a store for reading: nothing is written, neither folder nor probe.
     *
     * @throws IllegalArgumentException if the root names no store
     * @throws io.modelfactory.worker.failure.TransientFaultException if it cannot be reached
     */
    public static ArtifactStore openReadOnly(String root, StoreOptions options) {
        return providerOf(root).openReadOnly(root, options);
    }

    /**
     * Opens a place for objects that need not last.
     *
     * @throws IllegalArgumentException if the root names no store
     * @throws UnsupportedOperationException if URLs of such a store cannot be signed
     */
    public static PresignedStore openPresigned(String root, StoreOptions options) {
        return providerOf(root).openPresigned(root, options);
    }

    /** As {@link #open(String, StoreOptions)}, for commands */
    public static ArtifactStore open(String root, StoreOptions options, Duration timeout) {
        return providerOf(root).open(root, options, timeout);
    }

    /** As {@link #openReadOnly(String, StoreOptions)}, for commands. */
    public static ArtifactStore openReadOnly(String root, StoreOptions options, Duration timeout) {
        return providerOf(root).openReadOnly(root, options, timeout);
    }
}
