package io.modelfactory.worker.artifact.audit;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.audit.ReferenceAccess.Purpose;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Records which protected references are followed. The stages that follow them record it before they use what they
 * found, so that no evidence is used whose reading is not on record.
 */
@FunctionalInterface
public interface EvidenceAudit {

    /**
     * Records the resolutions.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if they could not be stored; then they must not be
     *     used
     */
    void record(List<ReferenceAccess> resolutions);

    /** For readings that serve no run, or are on record elsewhere. */
    static EvidenceAudit none() {
        return resolutions -> {};
    }

    /**
     * Reads what a reference leads to, and records the result. A fault of the store is no result and is thrown as it
     * is.
     *
     * @param digest SHA-256 hex of what was found
     */
    default <T> T readAudited(Purpose purpose, String what, String ref, Supplier<T> read, Function<T, String> digest) {
        T found;
        try {
            found = read.get();
        } catch (FailureException refused) {
            record(List.of(ReferenceAccess.refused(purpose, what, ref, refused.code())));
            throw refused;
        }
        record(List.of(ReferenceAccess.resolved(purpose, what, ref, digest.apply(found))));
        return found;
    }

    /** As above, for what is pinned already. */
    default <T> T readAudited(Purpose purpose, String what, ArtifactRef pinned, Supplier<T> read) {
        return readAudited(purpose, what, pinned.ref(), read, any -> pinned.sha256());
    }
}
