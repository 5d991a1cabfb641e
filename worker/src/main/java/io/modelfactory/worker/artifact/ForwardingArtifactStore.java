package io.modelfactory.worker.artifact;

import io.modelfactory.worker.failure.FailureCode;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Does everything by another store. A subclass changes what it is for; staged writes and those with progress are its
 * own writes, so that none passes it by.
 */
public abstract class ForwardingArtifactStore implements ArtifactStore {
    private final ArtifactStore store;

    protected ForwardingArtifactStore(ArtifactStore store) {
        this.store = store;
    }

    protected final ArtifactStore store() {
        return store;
    }

    @Override
    public ArtifactRef write(String key, byte[] content, FailureCode ifDifferent) {
        return store.write(key, content, ifDifferent);
    }

    @Override
    public ArtifactRef reference(String key, byte[] content) {
        return store.reference(key, content);
    }

    @Override
    public ArtifactRef writeFile(String key, Path content, FailureCode ifDifferent) {
        return store.writeFile(key, content, ifDifferent);
    }

    @Override
    public Optional<byte[]> read(String key, long maxBytes) {
        return store.read(key, maxBytes);
    }

    @Override
    public Optional<InputStream> open(String key) {
        return store.open(key);
    }

    @Override
    public Optional<Long> size(String key) {
        return store.size(key);
    }

    @Override
    public List<String> keysUnder(String folder) {
        return store.keysUnder(folder);
    }

    @Override
    public Optional<Path> localFile(String key, Path scratch) {
        return store.localFile(key, scratch);
    }

    @Override
    public void requireReachable() {
        store.requireReachable();
    }

    @Override
    public void onRetry(Runnable listener) {
        store.onRetry(listener);
    }

    @Override
    public String keyOf(String reference) {
        return store.keyOf(reference);
    }

    @Override
    public void verifyWriteOnce() {
        store.verifyWriteOnce();
    }

    @Override
    public void close() {
        store.close();
    }
}
