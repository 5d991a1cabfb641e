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
import static io.modelfactory.worker.ledger.RunEventType.EVAL_READY;
import static io.modelfactory.worker.ledger.RunEventType.GATE_PASS;
import static io.modelfactory.worker.ledger.RunEventType.PUBLISH_PENDING;
import static io.modelfactory.worker.ledger.RunEventType.PUBLISH_REQUESTED;
import static io.modelfactory.worker.ledger.RunEventType.REQUEST_CONVERGED;
import static io.modelfactory.worker.ledger.RunEventType.REQUEST_QUEUED;
import static io.modelfactory.worker.ledger.RunEventType.RUN_FAILED;
import static io.modelfactory.worker.ledger.RunEventType.RUN_RESUMED;
import static io.modelfactory.worker.ledger.RunEventType.RUN_STARTED;
import static io.modelfactory.worker.negative.Ending.PUBLICATION_PENDS;
import static io.modelfactory.worker.negative.Ending.RUN_FAILS;
import static io.modelfactory.worker.negative.NegativePath.path;
import static io.modelfactory.worker.negative.NegativePath.upTo;

import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.RunEventType;
import java.util.List;

/** Other bytes lie under a key of the run. They are never replaced, and nothing is written after them. */
final class ImmutabilityPaths {
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

    private ImmutabilityPaths() {}

    static List<NegativePath> all() {
        return List.of(
                // Before the run has passed, it fails.
                path("the manifest is not the one that an earlier attempt had pinned", MANIFEST_IMMUTABILITY_VIOLATION)
                        .given(scene -> scene.wasLeftWithAPlan(scene.evidence()
                                .with(
                                        Name.RESOLVED_TRAIN_PLAN,
                                        plan -> plan.withObject("/datasets/0/manifest")
                                                .put("sha256", "0".repeat(64)))))
                        .ends(RUN_FAILS, REQUEST_QUEUED, RUN_STARTED, RUN_RESUMED, RUN_FAILED)
                        .says("has SHA-256"),
                occupied(Name.RESOLVED_TRAIN_PLAN, RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .says("resolved_train_plan"),
                occupied(Name.EXECUTION_RECORD, EXECUTION_RECORD_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .leaves(upTo(Name.RESOLVED_TRAIN_PLAN)),
                occupied(Name.MODEL, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .leaves(upTo(Name.EXECUTION_RECORD)),
                occupied(Name.MODEL_ARTIFACT, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .leaves(upTo(Name.MODEL)),
                occupied(Name.SCORING_SAMPLE, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .leaves(upTo(Name.MODEL_ARTIFACT)),
                occupied(Name.EVAL_REPORT, EVAL_REPORT_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .leaves(upTo(Name.SCORING_SAMPLE)),
                occupied(Name.EVIDENCE_PACK, EVIDENCE_PACK_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .leaves(upTo(Name.EVAL_REPORT)),
                occupied(Name.EXECUTION_RECEIPT, TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION, WHILE_BUILDING)
                        .leaves(upTo(Name.EVIDENCE_PACK)),
                occupied(Name.GATE_RECEIPT, GATE_RECEIPT_IMMUTABILITY_VIOLATION, AT_THE_GATE)
                        .leaves(upTo(Name.EXECUTION_RECEIPT)),
                occupied(Name.PUBLISH_ELIGIBILITY, PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION, AT_THE_GATE)
                        .leaves(upTo(Name.GATE_RECEIPT)),

                // After that, it waits until whoever wrote there has taken it away.
                occupied(Name.BUNDLE_PUBLICATION, BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION)
                        .ends(PUBLICATION_PENDS, WHILE_PUBLISHING)
                        .leaves(upTo(Name.PUBLISH_ELIGIBILITY)),
                path("other bytes lie where the registry's event belongs", REGISTRY_EVENT_IMMUTABILITY_VIOLATION)
                        .afterPassing()
                        .given(scene -> {
                            BundleIdentity bundle = scene.bundle();
                            scene.plantsAt(
                                    ArtifactKeys.bundlePublishedEvent(bundle.bundleId(), bundle.bundleVersion()));
                        })
                        .ends(
                                PUBLICATION_PENDS,
                                REQUEST_QUEUED,
                                RUN_STARTED,
                                EVAL_READY,
                                GATE_PASS,
                                REQUEST_CONVERGED,
                                PUBLISH_REQUESTED,
                                RUN_RESUMED,
                                PUBLISH_PENDING)
                        .leaves(upTo(Name.REGISTRY_RECORD))
                        .says("bundle_published_event.json"),
                occupied(Name.PUBLISH_HANDSHAKE_RECEIPT, PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION)
                        .ends(PUBLICATION_PENDS, WHILE_PUBLISHING)
                        .leaves(upTo(Name.REGISTRY_EVENT)),
                occupied(Name.COMPLETION_MARKER, BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION)
                        .ends(PUBLICATION_PENDS, WHILE_PUBLISHING)
                        .leaves(upTo(Name.PUBLISH_HANDSHAKE_RECEIPT)),

                // What a run has written is read again before it is published. If it was altered, it proves nothing any
                // more.
                altered(Name.RESOLVED_TRAIN_PLAN, RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION),
                altered(Name.MODEL, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION),
                altered(Name.GATE_RECEIPT, GATE_RECEIPT_IMMUTABILITY_VIOLATION),
                altered(Name.PUBLISH_ELIGIBILITY, PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION));
    }

    private static NegativePath occupied(Name artifact, FailureCode code, RunEventType... history) {
        return path("other bytes lie where the " + artifact.key() + " belongs", code)
                .given(scene -> scene.plants(artifact))
                .ends(RUN_FAILS, history)
                .says("is written once: it holds SHA-256");
    }

    private static NegativePath altered(Name artifact, FailureCode code) {
        return path("the " + artifact.key() + " was altered after the run had passed", code)
                .afterPassing()
                .given(scene -> scene.alters(artifact))
                .ends(RUN_FAILS, PUBLISHED_LATER)
                .leaves(upTo(Name.PUBLISH_ELIGIBILITY))
                .says("has SHA-256");
    }
}
