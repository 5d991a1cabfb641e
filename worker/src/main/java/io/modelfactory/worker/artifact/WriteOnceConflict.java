package io.modelfactory.worker.artifact;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;

/** How every store says that a key already holds something else. */
public final class WriteOnceConflict {
    private WriteOnceConflict() {}

    public static void requireSameDigest(ArtifactRef offered, String storedSha256, FailureCode ifDifferent) {
        if (!offered.sha256().equals(storedSha256)) {
            throw new FailureException(
                    ifDifferent,
                    "%s is written once: it holds SHA-256 %s, and %s was to be written"
                            .formatted(offered.ref(), storedSha256, offered.sha256()));
        }
    }
}
