package io.modelfactory.worker.artifact;

import io.modelfactory.worker.failure.FailureCode;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A sheet of glass over a store: what is written stays on the glass, what is read comes from there or, where nothing was
 * written, from the store below. The store below is never changed, and what it holds under a key does not stop other bytes
 * from being written over it.
 */
public final class OverlayArtifactStore implements ArtifactStore {
    private final ArtifactStore below;
    private final ArtifactStore glass;
    private final Map<String, ArtifactRef> written = new ConcurrentSkipListMap<>();

    /**
     * @param below read only; stays open when the overlay is closed
     * @param scratch an empty folder for what is written
     */
    public OverlayArtifactStore(ArtifactStore below, Path scratch) {
        this.below = below;
        this.glass = new LocalArtifactStore(scratch);
    }

    /** Everything that was written so far, by key. */
    public Map<String, ArtifactRef> written() {
        return Map.copyOf(written);
    }

    @Override
    public ArtifactRef write(String key, byte[] content, FailureCode ifDifferent) {
        return noted(glass.write(key, content, ifDifferent));
    }

    @Override
    public ArtifactRef writeFile(String key, Path content, FailureCode ifDifferent) {
        return noted(glass.writeFile(key, content, ifDifferent));
    }

    private ArtifactRef noted(ArtifactRef ref) {
        written.put(ref.ref(), ref);
        return ref;
    }

    @Override
    public Optional<byte[]> read(String key, long maxBytes) {
        return holding(key).read(key, maxBytes);
    }

    @Override
    public Optional<InputStream> open(String key) {
        return holding(key).open(key);
    }

    @Override
    public Optional<Long> size(String key) {
        return holding(key).size(key);
    }

    @Override
    public Optional<Path> localFile(String key, Path scratch) {
        return holding(key).localFile(key, scratch);
    }

    private ArtifactStore holding(String key) {
        return written.containsKey(key) ? glass : below;
    }

    @Override
    public void requireAnswer() {
        below.requireAnswer();
    }

    /** References are written for the store below. */
    @Override
    public String keyOf(String reference) {
        return below.keyOf(reference);
    }

    @Override
    public void proveWriteOnce() {
        glass.proveWriteOnce();
    }

    @Override
    public void close() {
        glass.close();
    }
}
