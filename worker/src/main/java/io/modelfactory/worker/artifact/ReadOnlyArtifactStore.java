package io.modelfactory.worker.artifact;

import io.modelfactory.worker.failure.FailureCode;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A store that is only read: a write is a defect of its caller. */
final class ReadOnlyArtifactStore implements ArtifactStore {
    private final ArtifactStore store;

    ReadOnlyArtifactStore(ArtifactStore store) {
        this.store = store;
    }

    @Override
    public ArtifactRef write(String key, byte[] content, FailureCode ifDifferent) {
        throw refused(key);
    }

    @Override
    public ArtifactRef writeFile(String key, Path content, FailureCode ifDifferent) {
        throw refused(key);
    }

    private static UnsupportedOperationException refused(String key) {
        return new UnsupportedOperationException(key + " was to be written through a store that was opened to read");
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
    public String keyOf(String reference) {
        return store.keyOf(reference);
    }

    @Override
    public void verifyWriteOnce() {
        throw refused("a probe");
    }

    @Override
    public void close() {
        store.close();
    }
}
