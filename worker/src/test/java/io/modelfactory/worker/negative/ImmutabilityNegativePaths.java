package io.modelfactory.worker.negative;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_PACK_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EXECUTION_RECORD_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.REGISTRY_EVENT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.ledger.run.RunEventType.EVAL_READY;
import static io.modelfactory.worker.ledger.run.RunEventType.GATE_PASS;
import static io.modelfactory.worker.ledger.run.RunEventType.PUBLISH_PENDING;
import static io.modelfactory.worker.ledger.run.RunEventType.PUBLISH_REQUESTED;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_CONVERGED;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_QUEUED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_FAILED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_RESUMED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_STARTED;
import static io.modelfactory.worker.negative.ExpectedOutcome.PUBLICATION_PENDS;
import static io.modelfactory.worker.negative.ExpectedOutcome.RUN_FAILS;
import static io.modelfactory.worker.negative.NegativePath.path;
import static io.modelfactory.worker.negative.NegativePath.upTo;

import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunEventType;
import java.util.List;

/** Other bytes exist under a key of the run. They are never replaced, and nothing is written after them. */
final class ImmutabilityNegativePaths {
    private static final RunEventType[] WHILE_BUILDING = {REQUEST_QUEUED, RUN_STARTED, RUN_FAILED};
    private static final RunEventType[] AT_THE_GATE = {REQUEST_QUEUED, RUN_STARTED, EVAL_READY, RUN_FAILED};
    private static final RunEventType[] WHILE_PUBLISHING = {
        REQUEST_QUEUED, RUN_STARTED, EVAL_READY, GATE_PASS, PUBLISH_PENDING
    };
    private static final RunEventType[] PUBLISHED_LATER = {
        REQUEST_QUEUED,
        RUN_STARTED,
        EVAL_READY,
        GATE_PASS,
        REQUEST_CONVERGED,
        PUBLISH_REQUESTED,
        RUN_RESUMED,
        RUN_FAILED
    };

    private ImmutabilityNegativePaths() {}

    static List<NegativePath> all() {
        return List.of(
                // Before the run has passed, it fails.
                path(
                                "the manifest differs from the one that an earlier attempt pinned",
                                MANIFEST_IMMUTABILITY_VIOLATION)
                        .given(scenario -> scenario.crashAfterPlan(scenario.evidence()
                                .with(
                                        ArtifactName.RESOLVED_TRAIN_PLAN,
                                        plan -> plan.withObject("/datasets/0/manifest")
                                                .put("sha256", "0".repeat(64)))))
                        .expect(RUN_FAILS, REQUEST_QUEUED, RUN_STARTED, RUN_RESUMED, RUN_FAILED)
                        .says("has SHA-256"),
                occupied(ArtifactName.RESOLVED_TRAIN_PLAN, RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .says("resolved_train_plan"),
                occupied(ArtifactName.EXECUTION_RECORD, EXECUTION_RECORD_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .expectArtifacts(upTo(ArtifactName.RESOLVED_TRAIN_PLAN)),
                occupied(ArtifactName.MODEL, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .expectArtifacts(upTo(ArtifactName.EXECUTION_RECORD)),
                occupied(ArtifactName.MODEL_ARTIFACT, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .expectArtifacts(upTo(ArtifactName.MODEL)),
                occupied(ArtifactName.SCORING_SAMPLE, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .expectArtifacts(upTo(ArtifactName.MODEL_ARTIFACT)),
                occupied(ArtifactName.EVAL_REPORT, EVAL_REPORT_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .expectArtifacts(upTo(ArtifactName.SCORING_SAMPLE)),
                occupied(ArtifactName.EVIDENCE_PACK, EVIDENCE_PACK_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .expectArtifacts(upTo(ArtifactName.EVAL_REPORT)),
                occupied(ArtifactName.EXECUTION_RECEIPT, TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .expectArtifacts(upTo(ArtifactName.EVIDENCE_PACK)),
                occupied(ArtifactName.GATE_RECEIPT, GATE_RECEIPT_IMMUTABILITY_VIOLATION, AT_THE_GATE)
                        .expectArtifacts(upTo(ArtifactName.EXECUTION_RECEIPT)),
                occupied(ArtifactName.PUBLISH_ELIGIBILITY, PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION, AT_THE_GATE)
                        .expectArtifacts(upTo(ArtifactName.GATE_RECEIPT)),

                // After the pass it waits until the foreign object is removed.
                occupied(ArtifactName.BUNDLE_PUBLICATION, BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION)
                        .expect(PUBLICATION_PENDS, WHILE_PUBLISHING)
                        .expectArtifacts(upTo(ArtifactName.PUBLISH_ELIGIBILITY)),
                path("other bytes lie where the registry's event belongs", REGISTRY_EVENT_IMMUTABILITY_VIOLATION)
                        .afterPassing()
                        .given(scenario -> {
                            BundleIdentity bundle = scenario.bundle();
                            scenario.plantAt(
                                    ArtifactKeys.bundlePublishedEvent(bundle.bundleId(), bundle.bundleVersion()));
                        })
                        .expect(
                                PUBLICATION_PENDS,
                                REQUEST_QUEUED,
                                RUN_STARTED,
                                EVAL_READY,
                                GATE_PASS,
                                REQUEST_CONVERGED,
                                PUBLISH_REQUESTED,
                                RUN_RESUMED,
                                PUBLISH_PENDING)
                        .expectArtifacts(upTo(ArtifactName.REGISTRY_RECORD))
                        .says("bundle_published_event.json"),
                occupied(ArtifactName.PUBLISH_HANDSHAKE_RECEIPT, PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION)
                        .expect(PUBLICATION_PENDS, WHILE_PUBLISHING)
                        .expectArtifacts(upTo(ArtifactName.REGISTRY_EVENT)),
                occupied(ArtifactName.COMPLETION_MARKER, BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION)
                        .expect(PUBLICATION_PENDS, WHILE_PUBLISHING)
                        .expectArtifacts(upTo(ArtifactName.PUBLISH_HANDSHAKE_RECEIPT)),

                // What a run has written is read again before it is published. If it was altered, it is no evidence any
                // more.
                altered(ArtifactName.RESOLVED_TRAIN_PLAN, RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION),
                altered(ArtifactName.MODEL, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION),
                altered(ArtifactName.GATE_RECEIPT, GATE_RECEIPT_IMMUTABILITY_VIOLATION),
                altered(ArtifactName.PUBLISH_ELIGIBILITY, PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION));
    }

    private static NegativePath occupied(ArtifactName artifact, FailureCode code, RunEventType... history) {
        return path("other bytes lie where the " + artifact.key() + " belongs", code)
                .given(scenario -> scenario.plant(artifact))
                .expect(RUN_FAILS, history)
                .says("is written once: it holds SHA-256");
    }

    private static NegativePath altered(ArtifactName artifact, FailureCode code) {
        return path("the " + artifact.key() + " was altered after the run had passed", code)
                .afterPassing()
                .given(scenario -> scenario.alter(artifact))
                .expect(RUN_FAILS, PUBLISHED_LATER)
                .expectArtifacts(upTo(ArtifactName.PUBLISH_ELIGIBILITY))
                .says("has SHA-256");
    }
}
