package io.modelfactory.worker.evidence;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger records of a run, against which the run's documents are compared.
 *
 * @param request the one that created the run; empty if it cannot be read
 * @param requesterAuthentication how its requester is known; empty if the ledger's record of the request is not at hand
 * @param manifestKeys store keys of the dataset manifests that the request names, distinct, in code point order
 * @param executionStartedAt the run's pinned start; empty if it was never started
 * @param runConfigDigest the configuration that the run is pinned to; empty if it was never started
 */
public record RunFacts(
        String runKey,
        String platformRunId,
        Optional<TrainBuildRequest> request,
        Optional<String> requesterAuthentication,
        List<String> manifestKeys,
        Optional<Instant> executionStartedAt,
        Optional<String> runConfigDigest,
        Evidence evidence) {

    public RunFacts {
        manifestKeys = List.copyOf(manifestKeys);
    }

    /**
     * The store keys of the manifests that a request names.
     *
     * @throws FailureException {@code REF_ACCESS_DENIED} if one of them leaves the store
     */
    public static List<String> manifestKeys(TrainBuildRequest request, ArtifactStore store) {
        return request.datasetManifestRefs().stream()
                .distinct()
                .sorted(CanonicalJson.CODE_POINT_ORDER)
                .map(store::keyOf)
                .toList();
    }

    /** The identity that the request gives, whatever the run is called. */
    Optional<RunIdentity> derivedIdentity() {
        return request.map(RunIdentity::of);
    }

    String evalReportId() {
        return new RunIdentity("", runKey).evalReportId();
    }
}
