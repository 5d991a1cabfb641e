package io.modelfactory.worker.negative;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.request.ProfileDigests;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A worker that admitted requests and crashed while it executed them. It uses the ledger's public API, and holds its
 * leases when it crashes, so that the worker under test claims the runs once the leases have ended.
 */
final class CrashedWorker {
    /** Longer than all scenarios take to prepare, or a later one would be given the run of an earlier one. */
    private static final Duration LEASE = Duration.ofHours(1);

    private static final String OWNER = "predecessor";

    private final RunLedger ledger;

    CrashedWorker(RunLedger ledger) {
        this.ledger = ledger;
    }

    /** Crashes as often as a run may be claimed. */
    void crashAtStart(TrainBuildRequest request, int times) {
        admit(request);
        for (int death = 1; death < times; death++) {
            assertThat(ledger.claim(OWNER, Duration.ZERO)).isPresent();
        }
        claim(request);
    }

    /** The plan is in the store, but not in the ledger. */
    void crashAfterPlan(TrainBuildRequest request, ForgedEvidence evidence) {
        admit(request);
        evidence.of(claim(request).run(), ArtifactName.RESOLVED_TRAIN_PLAN);
    }

    void crashBeforeGate(TrainBuildRequest request, ForgedEvidence evidence) {
        admit(request);
        ClaimedRun claimed = claim(request);
        ledger.evalReady(claimed.lease(), evidence.of(claimed.run(), ArtifactName.EXECUTION_RECEIPT));
    }

    void crashBeforePublishing(TrainBuildRequest request, ForgedEvidence evidence) {
        admit(request);
        pass(claim(request), evidence);
    }

    /** Fails to publish a run that was resolved with profiles whose digests no grant lists. */
    void failPublishing(TrainBuildRequest request, ForgedEvidence evidence) {
        admit(request);
        ClaimedRun claimed = claim(request);
        ledger.pinProfiles(claimed.lease(), new ProfileDigests("a".repeat(64), "b".repeat(64)));
        Map<String, ArtifactRef> refs = pass(claimed, evidence);
        ledger.publishPending(claimed.lease(), FailureCode.PUBLISH_CONFLICT, "other bytes", refs);
    }

    /** Fails to publish, and fails again at the publish retry. */
    void failPublishingTwice(TrainBuildRequest request, ForgedEvidence evidence) {
        admit(request);
        ClaimedRun first = claim(request);
        Map<String, ArtifactRef> refs = pass(first, evidence);
        ledger.publishPending(first.lease(), FailureCode.PUBLISH_CONFLICT, "other bytes", refs);
        ledger.submit(List.of(new IntakeEntry.PublishRetryEntry(
                request.requestId() + ".retry",
                RunIdentity.payloadHash(request),
                first.run().runKey(),
                "once more",
                request.platformRunId(),
                request.requesterPrincipal(),
                Optional.empty())));
        ledger.publishPending(claim(request).lease(), FailureCode.PUBLISH_CONFLICT, "other bytes", refs);
    }

    private Map<String, ArtifactRef> pass(ClaimedRun claimed, ForgedEvidence evidence) {
        Map<String, ArtifactRef> refs = evidence.of(claimed.run(), ArtifactName.PUBLISH_ELIGIBILITY);
        ledger.evalReady(claimed.lease(), refs);
        ledger.pass(claimed.lease(), refs);
        return refs;
    }

    private void admit(TrainBuildRequest request) {
        RunIdentity identity = RunIdentity.of(request);
        ledger.submit(List.of(new IntakeEntry.TrainBuildEntry(
                request.requestId(),
                RunIdentity.payloadHash(request),
                identity.runKey(),
                identity.trainRunKey(),
                request.platformRunId(),
                request.targetScope().scopeKey(),
                request.requesterPrincipal(),
                request.toJson(),
                request.publishAllowed(),
                0,
                Optional.empty())));
    }

    /** Every other run is terminal, idle or leased when a scenario is prepared, so there is only one to claim. */
    private ClaimedRun claim(TrainBuildRequest request) {
        ClaimedRun claimed = ledger.claim(OWNER, LEASE).orElseThrow();
        assertThat(claimed.run().runKey()).isEqualTo(RunIdentity.of(request).runKey());
        return claimed;
    }
}
