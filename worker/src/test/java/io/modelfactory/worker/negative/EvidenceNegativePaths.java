package io.modelfactory.worker.negative;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_INVALID;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_REF_MISSING;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.GATE_DECISION_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.GATE_INVALID;
import static io.modelfactory.worker.ledger.run.RunEventType.EVAL_READY;
import static io.modelfactory.worker.ledger.run.RunEventType.GATE_PASS;
import static io.modelfactory.worker.ledger.run.RunEventType.PUBLISH_PENDING;
import static io.modelfactory.worker.ledger.run.RunEventType.PUBLISH_REQUESTED;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_CONVERGED;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_QUEUED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_FAILED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_HANDED_BACK;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_RESUMED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_STARTED;
import static io.modelfactory.worker.negative.ExpectedOutcome.PUBLICATION_PENDS;
import static io.modelfactory.worker.negative.ExpectedOutcome.RUN_FAILS;
import static io.modelfactory.worker.negative.NegativePath.path;
import static io.modelfactory.worker.negative.NegativePath.upTo;

import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.ledger.run.RunEventType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A run's own evidence is missing or contradicts itself when the run is resumed. */
final class EvidenceNegativePaths {
    private static final RunEventType[] AT_THE_GATE = {REQUEST_QUEUED, RUN_STARTED, EVAL_READY, RUN_RESUMED, RUN_FAILED
    };

    private EvidenceNegativePaths() {}

    static List<NegativePath> all() {
        return List.of(
                path("the run has no reference to its evaluation", EVIDENCE_REF_MISSING)
                        .given(scenario ->
                                scenario.crashBeforeGate(scenario.evidence().without(ArtifactName.EVAL_REPORT)))
                        .expect(RUN_FAILS, AT_THE_GATE)
                        .says("eval_report: the run has no reference to it"),
                path("the model was deleted after it passed", EVIDENCE_UNRESOLVED)
                        .afterPassing()
                        .given(scenario -> scenario.remove(ArtifactName.MODEL))
                        .expect(
                                PUBLICATION_PENDS,
                                REQUEST_QUEUED,
                                RUN_STARTED,
                                EVAL_READY,
                                GATE_PASS,
                                REQUEST_CONVERGED,
                                PUBLISH_REQUESTED,
                                RUN_RESUMED,
                                RUN_HANDED_BACK,
                                RUN_RESUMED,
                                PUBLISH_PENDING)
                        .expectArtifacts(passedBut(ArtifactName.MODEL))
                        .says("model.ubj: there is no such object"),
                path("the evaluation report was deleted", EVAL_REPORT_UNRESOLVED)
                        .given(scenario -> {
                            scenario.crashBeforeGate(scenario.evidence());
                            scenario.remove(ArtifactName.EVAL_REPORT);
                        })
                        .expect(RUN_FAILS, AT_THE_GATE)
                        .says("there is no such object"),
                path("the evaluation report has no metrics", EVAL_REPORT_INVALID)
                        .given(scenario -> scenario.crashBeforeGate(
                                scenario.evidence().with(ArtifactName.EVAL_REPORT, report -> report.remove("metrics"))))
                        .expect(RUN_FAILS, AT_THE_GATE)
                        .says("metrics"),
                path("the evaluation report was altered", EVAL_REPORT_MISMATCH)
                        .given(scenario -> {
                            scenario.crashBeforeGate(scenario.evidence());
                            scenario.alter(ArtifactName.EVAL_REPORT);
                        })
                        .expect(RUN_FAILS, AT_THE_GATE)
                        .says("has SHA-256"),
                path("the evaluation report claims a decision that its metrics do not give", GATE_DECISION_MISMATCH)
                        .given(scenario -> scenario.crashBeforeGate(scenario.evidence()
                                .with(ArtifactName.EVAL_REPORT, report -> report.put("gate_decision", "FAIL"))))
                        .expect(RUN_FAILS, AT_THE_GATE)
                        .says("gate_decision: the eval report says FAIL, its metrics give PASS"),
                path("the gate judged another run", GATE_INVALID)
                        .given(scenario -> scenario.crashBeforePublishing(scenario.evidence()
                                .with(
                                        ArtifactName.GATE_RECEIPT,
                                        receipt -> receipt.put("run_key", "tr_" + "0".repeat(32)))))
                        .expect(RUN_FAILS, REQUEST_QUEUED, RUN_STARTED, EVAL_READY, GATE_PASS, RUN_RESUMED, RUN_FAILED)
                        .says("gate_receipt: /run_key is"));
    }

    private static Set<ArtifactName> passedBut(ArtifactName lost) {
        Set<ArtifactName> left = EnumSet.copyOf(upTo(ArtifactName.PUBLISH_ELIGIBILITY));
        left.remove(lost);
        return left;
    }
}
