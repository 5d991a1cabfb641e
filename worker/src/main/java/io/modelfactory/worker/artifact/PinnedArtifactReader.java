package io.modelfactory.worker.artifact;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;

/** Reads an artifact whole and verifies that it is the one that was pinned. */
public final class PinnedArtifactReader {
    private PinnedArtifactReader() {}

    /**
     * @param missing thrown when there is no such object
     * @param altered thrown when its size or digest is not the pinned one
     */
    public static byte[] read(ArtifactStore artifacts, ArtifactRef pinned, FailureCode missing, FailureCode altered) {
        byte[] content;
        try {
            content = artifacts
                    .read(pinned.ref(), pinned.bytes())
                    .orElseThrow(() -> new FailureException(missing, pinned.ref() + ": there is no such object"));
        } catch (IllegalArgumentException larger) {
            throw new FailureException(
                    altered, pinned.ref() + ": is larger than the pinned " + pinned.bytes() + " bytes");
        }
        String found = Sha256.hex(content);
        if (!found.equals(pinned.sha256())) {
            throw new FailureException(
                    altered, pinned.ref() + ": has SHA-256 " + found + ", pinned is " + pinned.sha256());
        }
        return content;
    }
}
