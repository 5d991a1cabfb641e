package io.modelfactory.worker.negative;

import static io.modelfactory.worker.failure.FailureCode.DATASET_DIGEST_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.DATASET_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.FEATURE_SCHEMA_INCOMPATIBLE;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_INVALID;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.TRAINING_PROFILE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.TRAINING_PROFILE_UNRESOLVED;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_QUEUED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_FAILED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_HANDED_BACK;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_RESUMED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_STARTED;
import static io.modelfactory.worker.negative.ExpectedOutcome.RUN_FAILS;
import static io.modelfactory.worker.negative.NegativePath.path;
import static io.modelfactory.worker.negative.NegativePath.upTo;

import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.ledger.run.RunEventType;
import java.util.List;

/** References to missing or unusable objects. Objects that may still be written are looked up twice. */
final class ResolutionNegativePaths {
    private static final RunEventType[] AT_ONCE = {REQUEST_QUEUED, RUN_STARTED, RUN_FAILED};
    private static final RunEventType[] AFTER_ANOTHER_LOOK = {
        REQUEST_QUEUED, RUN_STARTED, RUN_HANDED_BACK, RUN_RESUMED, RUN_FAILED
    };

    private ResolutionNegativePaths() {}

    static List<NegativePath> all() {
        return List.of(
                path("there is no such manifest", MANIFEST_UNRESOLVED)
                        .given(scenario -> scenario.trainBuild()
                                .put(
                                        "dataset_manifest_refs",
                                        List.of(NegativeEnvironment.PLATFORM_RUN_ID + "/ofs/manifests/gone.json")))
                        .expect(RUN_FAILS, AFTER_ANOTHER_LOOK)
                        .says("gone.json: there is no such object"),
                path("the manifest does not say where its labels come from", MANIFEST_INVALID)
                        .given(scenario -> scenario.useDataset(
                                scenario.dataset().manifest(manifest -> manifest.remove("label_basis"))))
                        .expect(RUN_FAILS, AT_ONCE)
                        .says("label_basis"),
                path("the manifest is not a JSON document", MANIFEST_INVALID)
                        .given(scenario -> {
                            String key =
                                    NegativeEnvironment.PLATFORM_RUN_ID + "/ofs/manifests/" + scenario.id() + ".json";
                            scenario.store()
                                    .put(key, "{\"dataset_manifest_id\": \"dm\", \"dataset_manifest_id\": \"other\"}");
                            scenario.trainBuild().put("dataset_manifest_refs", List.of(key));
                        })
                        .expect(RUN_FAILS, AT_ONCE)
                        .says("is not JSON: Duplicate field 'dataset_manifest_id'"),
                path("the manifest is another platform run's", MANIFEST_INVALID)
                        .given(scenario -> scenario.useDataset(scenario.dataset()
                                .manifest(manifest -> manifest.put("platform_run_id", "platform_of_yesterday"))))
                        .expect(RUN_FAILS, AT_ONCE)
                        .says("platform_run_id must be " + NegativeEnvironment.PLATFORM_RUN_ID),
                path("there is no such training profile", TRAINING_PROFILE_UNRESOLVED)
                        .given(scenario -> scenario.trainBuild().put("training_config_ref", "profiles/gone.yaml"))
                        .expect(RUN_FAILS, AFTER_ANOTHER_LOOK)
                        .says("profiles/gone.yaml: there is no such profile"),
                path("the algorithm is unknown", TRAINING_PROFILE_INVALID)
                        .given(scenario -> scenario.changeTrainingProfile(
                                profile -> profile.replace("xgboost_hist", "crystal_ball")))
                        .expect(RUN_FAILS, AT_ONCE)
                        .says("algorithm_id: no algorithm is called crystal_ball"),
                path("the training profile holds two documents", TRAINING_PROFILE_INVALID)
                        .given(scenario -> scenario.changeTrainingProfile(profile -> profile + "---\n" + profile))
                        .expect(RUN_FAILS, AT_ONCE)
                        .says("a second document; keep one document a file"),
                path("a hyper-parameter is out of its bounds", TRAINING_PROFILE_INVALID)
                        .given(scenario -> scenario.changeTrainingProfile(
                                profile -> profile.replace("max_depth: 3", "max_depth: 99")))
                        .expect(RUN_FAILS, AT_ONCE)
                        .says("hyper_parameters: max_depth must be a whole number from 1 to 16"),
                path("the split is one that places events anew in every run", TRAINING_PROFILE_INVALID)
                        .given(scene -> scene.changeTrainingProfile(profile ->
                                profile.replace("split_strategy: hash", "split_strategy: stratified_random")))
                        .expect(RUN_FAILS, AT_ONCE)
                        .says("write hash, with split_recipe: mf.split.v1"),
                path("the training profile names no split recipe", TRAINING_PROFILE_INVALID)
                        .given(scene -> scene.changeTrainingProfile(
                                profile -> profile.replace("split_recipe: mf.split.v1\n", "")))
                        .expect(RUN_FAILS, AT_ONCE)
                        .says("split_recipe"),
                path("the parts of the split do not add up", TRAINING_PROFILE_INVALID)
                        .given(scenario ->
                                scenario.changeTrainingProfile(profile -> profile.replace("train: 0.6", "train: 0.9")))
                        .expect(RUN_FAILS, AT_ONCE)
                        .says("split_fractions must add up to 1"),
                path("there is no such governance profile", GOVERNANCE_PROFILE_UNRESOLVED)
                        .given(scenario -> scenario.trainBuild().put("governance_profile_ref", "profiles/gone.yaml"))
                        .expect(RUN_FAILS, AFTER_ANOTHER_LOOK)
                        .says("profiles/gone.yaml: there is no such profile"),
                path("the champion to be compared with was never published", GOVERNANCE_PROFILE_UNRESOLVED)
                        .given(scenario -> scenario.useGovernanceProfile("""
                                policy_id: p
                                revision: r1
                                eval_thresholds: {min_auc_roc: 0.6}
                                baseline_bundle:
                                  bundle_id: bundle_unheard_of
                                  bundle_version: v0-000000000000
                                  allowed_regression: {auc_roc: 0.01}
                                """))
                        .expect(RUN_FAILS, AFTER_ANOTHER_LOOK)
                        .says("registry/bundles/bundle_unheard_of"),
                path("a slice is by a column that has no categories", GOVERNANCE_PROFILE_INVALID)
                        .given(scenario -> scenario.useGovernanceProfile("""
                                policy_id: p
                                revision: r1
                                eval_thresholds: {min_auc_roc: 0.6}
                                slices: [{column: noise, eval_thresholds: {min_auc_roc: 0.6}}]
                                """))
                        .expect(RUN_FAILS, AT_ONCE)
                        .expectArtifacts(upTo(ArtifactName.RESOLVED_TRAIN_PLAN))
                        .says("slices: must name categorical features"),
                path("a profile without thresholds is not a pass", GOVERNANCE_PROFILE_INVALID)
                        .given(scenario ->
                                scenario.useGovernanceProfile("{policy_id: p, revision: r1, eval_thresholds: {}}"))
                        .expect(RUN_FAILS, AT_ONCE)
                        .says("eval_thresholds"),
                path("a threshold is one that every model passes", GOVERNANCE_PROFILE_INVALID)
                        .given(scenario -> scenario.useGovernanceProfile(
                                "{policy_id: p, revision: r1, eval_thresholds: {min_auc_roc: -5}}"))
                        .expect(RUN_FAILS, AT_ONCE)
                        .says("auc_roc needs a threshold above 0 and below 1"),
                path("a threshold is for an unknown metric", GOVERNANCE_PROFILE_INVALID)
                        .given(scenario -> scenario.useGovernanceProfile(
                                "{policy_id: p, revision: r1, eval_thresholds: {min_beauty: 0.5}}"))
                        .expect(RUN_FAILS, AT_ONCE)
                        .says("no metric is called beauty"),
                path("the dataset has other features than the profile trains on", FEATURE_SCHEMA_INCOMPATIBLE)
                        .given(scenario -> scenario.useDataset(scenario.dataset()
                                .manifest(manifest -> manifest.withObject("/feature_definition_set")
                                        .put("feature_set_version", "v2"))))
                        .expect(RUN_FAILS, AT_ONCE)
                        .says("feature_definition_set must be"),
                path("the dataset was announced before it was materialized", DATASET_UNRESOLVED)
                        .given(scenario ->
                                scenario.useDataset(scenario.dataset().withoutMaterialization()))
                        .expect(RUN_FAILS, AFTER_ANOTHER_LOOK)
                        .says("materialization.json: there is no such object"),
                path("a data file is missing", DATASET_UNRESOLVED)
                        .given(scenario -> scenario.useDataset(scenario.dataset()
                                .materialization(materialization ->
                                        materialization.withObject("/files/0").put("ref", "gone.csv"))))
                        .expect(RUN_FAILS, AFTER_ANOTHER_LOOK)
                        .expectArtifacts(upTo(ArtifactName.RESOLVED_TRAIN_PLAN))
                        .says("gone.csv: there is no such file"),
                path("the materialization is another dataset's", DATASET_INVALID)
                        .given(scenario -> scenario.useDataset(scenario.dataset()
                                .materialization(materialization ->
                                        materialization.put("dataset_fingerprint", "fingerprint-of-another"))))
                        .expect(RUN_FAILS, AT_ONCE)
                        .says("dataset_fingerprint must be"),
                path("all labels are equal", DATASET_INVALID)
                        .given(scenario -> scenario.useDataset(
                                scenario.dataset().rows(SmallDataset.rows(300, (row, x, noise) -> "good"))))
                        .expect(RUN_FAILS, AT_ONCE)
                        .expectArtifacts(upTo(ArtifactName.RESOLVED_TRAIN_PLAN))
                        .says("both classes are needed"),
                path("a feature holds no number", DATASET_INVALID)
                        .given(scenario -> scenario.useDataset(scenario.dataset()
                                .materialization(materialization -> materialization
                                        .withObject("/columns/features/2")
                                        .put("type", "numeric"))))
                        .expect(RUN_FAILS, AT_ONCE)
                        .expectArtifacts(upTo(ArtifactName.RESOLVED_TRAIN_PLAN))
                        .says("have no finite 32-bit number in feature"),
                path("a data file has another digest than promised", DATASET_DIGEST_MISMATCH)
                        .given(scenario ->
                                scenario.useDataset(scenario.dataset().damaged()))
                        .expect(RUN_FAILS, AT_ONCE)
                        .expectArtifacts(upTo(ArtifactName.RESOLVED_TRAIN_PLAN))
                        .says("part-00000.csv: bytes must be"));
    }
}
