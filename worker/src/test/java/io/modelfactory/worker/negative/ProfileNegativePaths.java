package io.modelfactory.worker.negative;

import static io.modelfactory.worker.failure.FailureCode.PROFILE_NOT_ALLOWED;
import static io.modelfactory.worker.ledger.run.RunEventType.EVAL_READY;
import static io.modelfactory.worker.ledger.run.RunEventType.GATE_PASS;
import static io.modelfactory.worker.ledger.run.RunEventType.PUBLISH_PENDING;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_QUEUED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_FAILED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_STARTED;
import static io.modelfactory.worker.negative.ExpectedOutcome.REFUSED;
import static io.modelfactory.worker.negative.ExpectedOutcome.RETRY_REFUSED;
import static io.modelfactory.worker.negative.ExpectedOutcome.RUN_FAILS;
import static io.modelfactory.worker.negative.NegativePath.path;

import java.util.List;

/** Requests that bring the profile by which they are trained or judged. */
final class ProfileNegativePaths {
    /** Every model passes it: no thresholds that a constant score or a random order would not reach. */
    private static final String POISONED =
            "{policy_id: p, revision: r1, eval_thresholds: {min_auc_roc: 0.01, max_brier: 0.99}}";

    private ProfileNegativePaths() {}

    static List<NegativePath> all() {
        return List.of(
                path("the gate is poisoned: its profile lies among the data", PROFILE_NOT_ALLOWED)
                        .given(scenario -> scenario.useGovernanceProfile(dataKey(scenario), POISONED))
                        .expect(REFUSED)
                        .says("governance_profile_ref: " + NegativeEnvironment.PLATFORM_RUN_ID + "/ofs/"),
                path(
                                "the gate is poisoned: its profile lies in a folder that begins like an allowed one",
                                PROFILE_NOT_ALLOWED)
                        .given(scenario -> scenario.useGovernanceProfile("profiles_evil/governance.yaml", POISONED))
                        .expect(REFUSED)
                        .says("governance_profile_ref: profiles_evil/governance.yaml is allowed by no grant"),
                path("the gate is poisoned: the reference leads out of the allowed folder", PROFILE_NOT_ALLOWED)
                        .given(scenario -> scenario.trainBuild()
                                .put("governance_profile_ref", "profiles/../profiles_evil/governance.yaml"))
                        .expect(REFUSED)
                        .says("governance_profile_ref: profiles/../profiles_evil/governance.yaml is allowed by no"),
                path("the training profile is a local file", PROFILE_NOT_ALLOWED)
                        .given(scenario -> scenario.trainBuild().put("training_config_ref", "/etc/passwd"))
                        .expect(REFUSED)
                        .says("training_config_ref: /etc/passwd is allowed by no grant"),
                path("the gate is poisoned: the file under an allowed reference was replaced", PROFILE_NOT_ALLOWED)
                        .given(scenario -> {
                            scenario.setPrincipal(StrictPolicies.PINNED);
                            scenario.useGovernanceProfile(POISONED);
                        })
                        .expect(RUN_FAILS, REQUEST_QUEUED, RUN_STARTED, RUN_FAILED)
                        .says("is allowed by no grant of " + StrictPolicies.PINNED + " that may publish"),
                path(
                                "the profile is signed off, but lies among the data, where it can be replaced",
                                PROFILE_NOT_ALLOWED)
                        .given(scenario -> {
                            scenario.setPrincipal(StrictPolicies.PINNED);
                            scenario.useGovernanceProfile(dataKey(scenario), StrictPolicies.GOVERNANCE);
                        })
                        .expect(RUN_FAILS, REQUEST_QUEUED, RUN_STARTED, RUN_FAILED)
                        .says("lies in the data area of the object store"),
                path("a retry is requested by one who may not publish by the run's profiles", PROFILE_NOT_ALLOWED)
                        .given(scenario -> {
                            scenario.failPublishing(scenario.evidence());
                            scenario.setPrincipal(StrictPolicies.PINNED);
                            scenario.requestPublishRetry(scenario.runKey());
                        })
                        .expect(RETRY_REFUSED, REQUEST_QUEUED, RUN_STARTED, EVAL_READY, GATE_PASS, PUBLISH_PENDING)
                        .says("is allowed by no grant of " + StrictPolicies.PINNED + " that may publish"));
    }

    private static String dataKey(NegativeScenario scenario) {
        return NegativeEnvironment.PLATFORM_RUN_ID + "/ofs/datasets/" + scenario.id() + "/governance.yaml";
    }
}
