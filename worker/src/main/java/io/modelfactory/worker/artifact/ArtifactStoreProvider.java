package io.modelfactory.worker.artifact;

import java.time.Duration;
import java.util.List;

/**
 * One kind of object store. Providers are found by {@link java.util.ServiceLoader}: to add a store, implement this
 * interface and name the class in {@code META-INF/services/io.modelfactory.worker.artifact.ArtifactStoreProvider}.
 */
public interface ArtifactStoreProvider {

    /** Names the provider, and the section of {@code wiring.object_store} that holds its options. */
    String id();

    /** What the provider's section may say; empty if it has none. */
    List<StoreOption> options();

    /** Whether the root is meant for this provider; no root may be meant for two. */
    boolean accepts(String root);

    /** How a valid root is written, for messages. */
    String rootForm();

    /** @throws IllegalArgumentException if the root is meant for this provider and names no store */
    void requireValidRoot(String root);

    /** Whether it is certain, without a call to a service, that there is no store yet. */
    boolean isMissing(String root);

    /**
     * Opens a store for writing, and creates it if it can be created.
     *
     * @throws IllegalArgumentException if the root names no store
     * @throws IllegalStateException if objects in the store could be overwritten
     */
    ArtifactStore open(String root, StoreOptions options);

    /**
     * Opens a store that exists and changes nothing in it.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if it cannot be reached
     */
    ArtifactStore openReadOnly(String root, StoreOptions options);

    /** Whether {@link #openPresigned} opens a store. */
    default boolean signsUrls() {
        return false;
    }

    /**
     * Opens a place for objects that need not last, whose URLs are signed; nothing is asked or written yet.
     *
     * @throws UnsupportedOperationException if this kind of store has no signed URLs
     */
    default PresignedStore openPresigned(String root, StoreOptions options) {
        throw new UnsupportedOperationException(id() + " has no signed URLs");
    }

    /** Names the objects of the store for lineage. */
    StoreNaming naming(String root);

    /**
     * As {@link #open(String, StoreOptions)}, for a command behind which a person waits: a store is asked once.
     *
     * @param timeout after which a store that is silent counts as one that does not answer
     */
    default ArtifactStore open(String root, StoreOptions options, Duration timeout) {
        return open(root, options);
    }

    /**
     * As {@link #openReadOnly(String, StoreOptions)}, for a command behind which a person waits.
     *
     * @param timeout after which a store that is silent counts as one that does not answer
     */
    default ArtifactStore openReadOnly(String root, StoreOptions options, Duration timeout) {
        return openReadOnly(root, options);
    }
}
