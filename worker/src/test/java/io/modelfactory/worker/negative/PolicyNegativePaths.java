package io.modelfactory.worker.negative;

import static io.modelfactory.worker.failure.FailureCode.CHAMPION_NOT_COMPARABLE;
import static io.modelfactory.worker.failure.FailureCode.GATE_FAIL;
import static io.modelfactory.worker.failure.FailureCode.GATE_INCONCLUSIVE;
import static io.modelfactory.worker.failure.FailureCode.LEAKAGE_GUARD_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.REQUESTER_NOT_AUTHORISED;
import static io.modelfactory.worker.ledger.run.RunEventType.EVAL_READY;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_QUEUED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_FAILED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_STARTED;
import static io.modelfactory.worker.negative.ExpectedOutcome.GATE_FAILS;
import static io.modelfactory.worker.negative.ExpectedOutcome.REFUSED;
import static io.modelfactory.worker.negative.ExpectedOutcome.RUN_FAILS;
import static io.modelfactory.worker.negative.NegativePath.path;
import static io.modelfactory.worker.negative.NegativePath.upTo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.ledger.run.RunEventType;
import java.util.ArrayList;
import java.util.List;

/** Requests that are well-formed but not permitted. */
final class PolicyNegativePaths {
    private static final RunEventType[] AT_ONCE = {REQUEST_QUEUED, RUN_STARTED, RUN_FAILED};

    private PolicyNegativePaths() {}

    static List<NegativePath> all() {
        return List.of(
                path("the requester is unknown", REQUESTER_NOT_AUTHORISED)
                        .given(scenario -> scenario.setPrincipal("SYSTEM::run_operate_not"))
                        .expect(REFUSED)
                        .says("SYSTEM::run_operate_not is not authorised to ask for train_build for baseline_train"),
                path("the requester may not use this intent", REQUESTER_NOT_AUTHORISED)
                        .given(scenario -> scenario.setPrincipal("HUMAN::analyst"))
                        .expect(REFUSED)
                        .says("HUMAN::analyst is not authorised to ask for train_build for baseline_train"),
                path("the requester may train but not publish", REQUESTER_NOT_AUTHORISED)
                        .given(scenario -> {
                            scenario.setPrincipal("HUMAN::analyst");
                            scenario.trainBuild().put("intent_kind", "candidate_eval");
                        })
                        .expect(REFUSED)
                        .says("with publish_allowed; ask without publish_allowed"),
                path("the requester may train but not retry a publication", REQUESTER_NOT_AUTHORISED)
                        .given(scenario -> {
                            scenario.requestPublishRetry(scenario.runKey());
                            scenario.message().put("requester_principal", "HUMAN::analyst");
                        })
                        .expect(REFUSED)
                        .says("HUMAN::analyst is not authorised to ask for publish_retry"),
                path("the label is among the features", LEAKAGE_GUARD_VIOLATION)
                        .given(scenario -> scenario.useDataset(scenario.dataset()
                                .materialization(
                                        materialization -> ((ArrayNode) materialization.at("/columns/features"))
                                                .add(SmallDataset.feature("label", "categorical")))))
                        .expect(RUN_FAILS, AT_ONCE)
                        .expectArtifacts(upTo(ArtifactName.RESOLVED_TRAIN_PLAN))
                        .says("outcome_among_features: 1"),
                path("an event occurs twice, so it could be in training and test", LEAKAGE_GUARD_VIOLATION)
                        .given(scenario ->
                                scenario.useDataset(scenario.dataset().rows(withARepeat())))
                        .expect(RUN_FAILS, AT_ONCE)
                        .expectArtifacts(upTo(ArtifactName.RESOLVED_TRAIN_PLAN))
                        .says("duplicate_event_id: 1"),
                path("labels were resolved by another rule than the profile expects", LEAKAGE_GUARD_VIOLATION)
                        .given(scenario -> scenario.useDataset(scenario.dataset()
                                .manifest(manifest -> manifest.withObject("/label_basis")
                                        .put("resolution_rule", "whatever is known today"))))
                        .expect(RUN_FAILS, AT_ONCE)
                        .expectArtifacts(upTo(ArtifactName.RESOLVED_TRAIN_PLAN))
                        .says("label_resolution_rule: 1"),
                path("the model is not good enough", GATE_FAIL)
                        .given(scenario -> scenario.useGovernanceProfile(
                                "{policy_id: p, revision: r1, eval_thresholds: {max_brier: 1.0e-9}}"))
                        .expect(GATE_FAILS, REQUEST_QUEUED, RUN_STARTED, EVAL_READY, RUN_FAILED)
                        .expectArtifacts(upTo(ArtifactName.PUBLISH_ELIGIBILITY))
                        .says("is not <= 1.0E-9"),
                path("the thresholds are such that a constant score passes them", GATE_FAIL)
                        .given(scenario ->
                                scenario.useGovernanceProfile("{policy_id: p, revision: r1, eval_thresholds: "
                                        + "{min_auc_roc: 0.5, max_brier: 0.9}}"))
                        .expect(GATE_FAILS, REQUEST_QUEUED, RUN_STARTED, EVAL_READY, RUN_FAILED)
                        .expectArtifacts(upTo(ArtifactName.PUBLISH_ELIGIBILITY))
                        .says("probability_proofs 0.0 is not >= 1.0"),
                path("the model is good enough, but not in every slice", GATE_FAIL)
                        .given(scenario -> scenario.useGovernanceProfile("""
                                policy_id: p
                                revision: r1
                                eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}
                                slices: [{column: branch, eval_thresholds: {max_brier: 1.0e-9}}]
                                """))
                        .expect(GATE_FAILS, REQUEST_QUEUED, RUN_STARTED, EVAL_READY, RUN_FAILED)
                        .expectArtifacts(upTo(ArtifactName.PUBLISH_ELIGIBILITY))
                        .says("branch-0"),
                path("the champion was trained on most of the test rows", CHAMPION_NOT_COMPARABLE)
                        .given(scenario -> {
                            scenario.changeTrainingProfile(
                                    profile -> profile.replace("base_seed: 41", "base_seed: 42"));
                            scenario.useGovernanceProfile(judgedBeside(
                                    scenario.plantChampion(descriptor -> {}), "minimum_comparison_rows: 40"));
                        })
                        .expect(GATE_FAILS, REQUEST_QUEUED, RUN_STARTED, EVAL_READY, RUN_FAILED)
                        .expectArtifacts(upTo(ArtifactName.PUBLISH_ELIGIBILITY))
                        .says("were left out"),
                path("the champion does not say how its rows were split", CHAMPION_NOT_COMPARABLE)
                        .given(scenario -> {
                            scenario.changeTrainingProfile(profile -> profile.replace("rounds: 5", "rounds: 6"));
                            scenario.useGovernanceProfile(judgedBeside(
                                    scenario.plantChampion(descriptor -> descriptor.remove("split")),
                                    "minimum_comparison_rows: 1"));
                        })
                        .expect(GATE_FAILS, REQUEST_QUEUED, RUN_STARTED, EVAL_READY, RUN_FAILED)
                        .expectArtifacts(upTo(ArtifactName.PUBLISH_ELIGIBILITY))
                        .says("its descriptor has no split"),
                path("the champion is the candidate itself", CHAMPION_NOT_COMPARABLE)
                        .given(scenario -> scenario.useGovernanceProfile(
                                judgedBeside(scenario.plantChampion(descriptor -> {}), "minimum_comparison_rows: 1")))
                        .expect(GATE_FAILS, REQUEST_QUEUED, RUN_STARTED, EVAL_READY, RUN_FAILED)
                        .expectArtifacts(upTo(ArtifactName.PUBLISH_ELIGIBILITY))
                        .says("it is the candidate itself"),
                path("the same test rows were judged before as often as the profile allows", GATE_INCONCLUSIVE)
                        .given(scenario ->
                                scenario.useGovernanceProfile(StrictPolicies.GOVERNANCE + "max_gate_attempts: 1\n"))
                        .expect(GATE_FAILS, REQUEST_QUEUED, RUN_STARTED, EVAL_READY, RUN_FAILED)
                        .expectArtifacts(upTo(ArtifactName.PUBLISH_ELIGIBILITY))
                        .says("is not <= 1.0"));
    }

    private static String judgedBeside(String champion, String minimum) {
        return "{policy_id: p, revision: r1, eval_thresholds: {min_auc_roc: 0.75, min_brier_skill: 0.01}, " + minimum
                + ", minimum_comparison_positives: 1, " + champion + "}";
    }

    private static List<String> withARepeat() {
        List<String> rows = new ArrayList<>(SmallDataset.rows(300, (row, x, noise) -> x > 0.5 ? "good" : "bad"));
        rows.add(rows.get(17));
        return rows;
    }
}
