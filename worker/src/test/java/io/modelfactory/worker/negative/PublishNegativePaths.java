package io.modelfactory.worker.negative;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PUBLICATION_INVALID;
import static io.modelfactory.worker.failure.FailureCode.OVERRIDE_NOT_APPLICABLE;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_CONFLICT;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_NOT_ELIGIBLE;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_RETRY_EXHAUSTED;
import static io.modelfactory.worker.failure.FailureCode.RETRY_NOT_PENDING;
import static io.modelfactory.worker.failure.FailureCode.RUN_NOT_FOUND;
import static io.modelfactory.worker.ledger.run.RunEventType.EVAL_READY;
import static io.modelfactory.worker.ledger.run.RunEventType.GATE_PASS;
import static io.modelfactory.worker.ledger.run.RunEventType.PUBLISH_PENDING;
import static io.modelfactory.worker.ledger.run.RunEventType.PUBLISH_REQUESTED;
import static io.modelfactory.worker.ledger.run.RunEventType.PUBLISH_RETRY_REQUESTED;
import static io.modelfactory.worker.ledger.run.RunEventType.PUBLISH_RETRY_SKIPPED;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_CONVERGED;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_QUEUED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_RESUMED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_STARTED;
import static io.modelfactory.worker.negative.ExpectedOutcome.PUBLICATION_PENDS;
import static io.modelfactory.worker.negative.ExpectedOutcome.REFUSED;
import static io.modelfactory.worker.negative.ExpectedOutcome.RETRY_REFUSED;
import static io.modelfactory.worker.negative.NegativePath.path;
import static io.modelfactory.worker.negative.NegativePath.upTo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.ledger.run.RunEventType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Passed runs that cannot be published, and publish retries that are not granted. */
final class PublishNegativePaths {
    private static final RunEventType[] TAKEN_UP_AT_PASS = {
        REQUEST_QUEUED, RUN_STARTED, EVAL_READY, GATE_PASS, RUN_RESUMED, PUBLISH_PENDING
    };

    private PublishNegativePaths() {}

    static List<NegativePath> all() {
        return List.of(
                path("the gate found the run ineligible", PUBLISH_NOT_ELIGIBLE)
                        .given(scenario -> scenario.crashBeforePublishing(scenario.evidence()
                                .with(
                                        ArtifactName.PUBLISH_ELIGIBILITY,
                                        document -> document.put("eligibility", "INELIGIBLE"))))
                        .expect(PUBLICATION_PENDS, TAKEN_UP_AT_PASS)
                        .says("the gate found the run ineligible"),
                path("the stored model does not score as it was evaluated", BUNDLE_PUBLICATION_INVALID)
                        .given(scenario -> scenario.crashBeforePublishing(scenario.evidence()
                                .with(
                                        ArtifactName.SCORING_SAMPLE,
                                        sample ->
                                                ((ArrayNode) sample.path("scores")).set(0, FloatNode.valueOf(0.125f)))))
                        .expect(PUBLICATION_PENDS, TAKEN_UP_AT_PASS)
                        .says("the stored model gives sample row 0 a score of"),
                path("the stored model is not a model", BUNDLE_PUBLICATION_INVALID)
                        .given(scenario -> scenario.crashBeforePublishing(
                                scenario.evidence().withModel("no model".getBytes(StandardCharsets.UTF_8))))
                        .expect(PUBLICATION_PENDS, TAKEN_UP_AT_PASS)
                        .says("the stored model cannot be loaded"),
                path("the stored model does not fit the rows that it was tested with", BUNDLE_PUBLICATION_INVALID)
                        .given(scenario -> scenario.crashBeforePublishing(scenario.evidence()
                                .with(
                                        ArtifactName.SCORING_SAMPLE,
                                        sample -> sample.path("rows").forEach(row -> ((ArrayNode) row).add(1)))))
                        .expect(PUBLICATION_PENDS, TAKEN_UP_AT_PASS)
                        .says("4 columns for a model of 3 features"),
                path("the registry holds another model under the bundle's id", PUBLISH_CONFLICT)
                        .afterPassing()
                        .given(scenario -> {
                            BundleIdentity bundle = scenario.bundle();
                            scenario.plantAt(
                                    ArtifactKeys.registryFile(bundle.bundleId(), bundle.bundleVersion(), "model.ubj"));
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
                        .expectArtifacts(upTo(ArtifactName.BUNDLE_PUBLICATION))
                        .says("model.ubj"),
                path("a retry is requested for a run that does not wait for one", RETRY_NOT_PENDING)
                        .afterPassing()
                        .given(scenario -> scenario.requestPublishRetry(scenario.runKey()))
                        .expect(
                                RETRY_REFUSED,
                                REQUEST_QUEUED,
                                RUN_STARTED,
                                EVAL_READY,
                                GATE_PASS,
                                PUBLISH_RETRY_SKIPPED)
                        .expectArtifacts(upTo(ArtifactName.PUBLISH_ELIGIBILITY))
                        .says("publish_retry.run_key: the run is not waiting to be published, it is in PASS"),
                path("all retries are used up", PUBLISH_RETRY_EXHAUSTED)
                        .given(scenario -> {
                            scenario.failPublishingTwice(scenario.evidence());
                            scenario.requestPublishRetry(scenario.runKey());
                        })
                        .expect(
                                RETRY_REFUSED,
                                REQUEST_QUEUED,
                                RUN_STARTED,
                                EVAL_READY,
                                GATE_PASS,
                                PUBLISH_PENDING,
                                PUBLISH_RETRY_REQUESTED,
                                RUN_STARTED,
                                PUBLISH_PENDING,
                                RunEventType.PUBLISH_RETRY_EXHAUSTED)
                        .says("publish_retry.run_key: all 1 retries of the run are used up"),
                path("an override is requested for a run whose gate decided", OVERRIDE_NOT_APPLICABLE)
                        .afterPassing()
                        .given(scenario -> scenario.requestPublishOverride(scenario.runKey()))
                        .expect(RETRY_REFUSED, REQUEST_QUEUED, RUN_STARTED, EVAL_READY, GATE_PASS)
                        .expectArtifacts(upTo(ArtifactName.PUBLISH_ELIGIBILITY))
                        .says("only a run in FAIL whose sole reason is GATE_INCONCLUSIVE can be published by override;"
                                + " it is in PASS"),
                path("an override is requested for a run that does not exist", RUN_NOT_FOUND)
                        .given(scenario -> scenario.requestPublishOverride("tr_" + "0".repeat(32)))
                        .expect(REFUSED)
                        .says("has no run tr_0000"),
                path("a retry is requested for a run that does not exist", RUN_NOT_FOUND)
                        .given(scenario -> scenario.requestPublishRetry("tr_" + "0".repeat(32)))
                        .expect(REFUSED)
                        .says("has no run tr_0000"),
                path("a retry is requested for a malformed run key", RUN_NOT_FOUND)
                        .given(scenario -> scenario.requestPublishRetry("../../secrets"))
                        .expect(REFUSED)
                        .says("no run has a key like this"));
    }
}
