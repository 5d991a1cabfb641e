package io.modelfactory.worker.artifact.audit;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.failure.FailureCode;
import java.util.Optional;

/**
 * One protected reference that was followed, and the result.
 *
 * @param what kind of evidence it leads to, such as {@code dataset_manifest}
 * @param ref as the request or document has it
 * @param sha256 of the bytes it led to, if it did
 * @param refusal why it did not; empty if it was resolved
 */
public record ReferenceAccess(
        Purpose purpose, String what, String ref, Optional<String> sha256, Optional<FailureCode> refusal) {

    /** What evidence is read for. */
    public enum Purpose {
        /** A request named it and was refused; nothing was read. */
        ADMISSION,
        /** To pin it in a train plan. */
        RESOLVE,
        /** To train on it, or to measure a candidate with it. */
        TRAIN,
        /** To judge a run. */
        GATE,
        /** To publish a run, for the first time or again. */
        PUBLISH
    }

    public ReferenceAccess {
        if (sha256.isPresent() == refusal.isPresent()) {
            throw new IllegalArgumentException(ref + ": is either resolved, with a digest, or refused, with a code");
        }
    }

    public static ReferenceAccess resolved(Purpose purpose, String what, ArtifactRef found) {
        return resolved(purpose, what, found.ref(), found.sha256());
    }

    public static ReferenceAccess resolved(Purpose purpose, String what, String ref, String sha256) {
        return new ReferenceAccess(purpose, what, ref, Optional.of(sha256), Optional.empty());
    }

    public static ReferenceAccess refused(Purpose purpose, String what, String ref, FailureCode code) {
        return new ReferenceAccess(purpose, what, ref, Optional.empty(), Optional.of(code));
    }
}
