package io.modelfactory.worker.artifact;

import io.modelfactory.worker.failure.FailureCode;
import java.nio.file.Path;

/** A store that is only read: a write is a defect of its caller. */
public final class ReadOnlyArtifactStore extends ForwardingArtifactStore {
    public ReadOnlyArtifactStore(ArtifactStore store) {
        super(store);
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
    public void verifyWriteOnce() {
        throw refused("a probe");
    }
}
