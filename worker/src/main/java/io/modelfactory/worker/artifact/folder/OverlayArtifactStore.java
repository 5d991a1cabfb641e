package io.modelfactory.worker.artifact.folder;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.failure.FailureCode;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * An overlay over a store: what is written stays in the overlay, what is read comes from there or, where nothing was
 * written, from the store below. The store below is never changed, and what it holds under a key does not stop other
 * bytes from being written over it.
 */
public final class OverlayArtifactStore implements ArtifactStore {
    private final ArtifactStore base;
    private final ArtifactStore overlay;
    private final Map<String, ArtifactRef> written = new ConcurrentSkipListMap<>();

    /**
     * @param base read only; stays open when the overlay is closed
     * @param scratch an empty folder for what is written
     */
    public OverlayArtifactStore(ArtifactStore base, Path scratch) {
        this.base = base;
        this.overlay = new LocalArtifactStore(scratch);
    }

    /** Everything that was written so far, by key. */
    public Map<String, ArtifactRef> written() {
        return Map.copyOf(written);
    }

    @Override
    public ArtifactRef write(String key, byte[] content, FailureCode ifDifferent) {
        return recordWritten(overlay.write(key, content, ifDifferent));
    }

    @Override
    public ArtifactRef writeFile(String key, Path content, FailureCode ifDifferent) {
        return recordWritten(overlay.writeFile(key, content, ifDifferent));
    }

    private ArtifactRef recordWritten(ArtifactRef ref) {
        written.put(ref.ref(), ref);
        return ref;
    }

    @Override
    public Optional<byte[]> read(String key, long maxBytes) {
        return storeHolding(key).read(key, maxBytes);
    }

    @Override
    public Optional<InputStream> open(String key) {
        return storeHolding(key).open(key);
    }

    @Override
    public Optional<Long> size(String key) {
        return storeHolding(key).size(key);
    }

    @Override
    public List<String> keysUnder(String folder) {
        Set<String> keys = new TreeSet<>(CanonicalJson.CODE_POINT_ORDER);
        keys.addAll(base.keysUnder(folder));
        written.keySet().stream().filter(key -> key.startsWith(folder + "/")).forEach(keys::add);
        return List.copyOf(keys);
    }

    @Override
    public Optional<Path> localFile(String key, Path scratch) {
        return storeHolding(key).localFile(key, scratch);
    }

    private ArtifactStore storeHolding(String key) {
        return written.containsKey(key) ? overlay : base;
    }

    @Override
    public void requireReachable() {
        base.requireReachable();
    }

    /** References are written for the store below. */
    @Override
    public String keyOf(String reference) {
        return base.keyOf(reference);
    }

    @Override
    public void verifyWriteOnce() {
        overlay.verifyWriteOnce();
    }

    @Override
    public void close() {
        overlay.close();
    }
}
