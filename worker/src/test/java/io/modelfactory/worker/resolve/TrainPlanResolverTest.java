package io.modelfactory.worker.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.artifact.folder.ReadableRoots;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainPlanResolverTest {
    private static final JsonSchemas SCHEMAS = new JsonSchemas();
    private static final Instant START = Instant.parse("2026-02-10T14:19:00.123Z");

    @TempDir
    Path folder;

    private InputFixture inputs;
    private TrainPlanResolver resolver;
    private ObjectNode request;

    @BeforeEach
    void writeInputs() {
        Path storeRoot = folder.resolve("store");
        Path profiles = folder.resolve("profiles");
        inputs = new InputFixture(storeRoot, profiles).writeAll();
        ArtifactStore store = new LocalArtifactStore(storeRoot);
        resolver = new TrainPlanResolver(
                store, new DocumentStore(store, SCHEMAS), SCHEMAS, ReadableRoots.of(List.of(profiles)));
        request = RequestFixture.trainBuild()
                .put("training_config_ref", inputs.profileRef("training.yaml"))
                .put("governance_profile_ref", inputs.profileRef("governance.yaml"));
        request.putArray("dataset_manifest_refs").add(InputFixture.MANIFEST_REF);
    }

    @Test
    void everyInputIsPinnedByDigest() {
        ResolvedTrainPlan plan = resolve();

        assertThat(SCHEMAS.violations(ContractDocument.RESOLVED_TRAIN_PLAN, plan.toJson()))
                .isEmpty();
        assertThat(plan.datasets()).hasSize(1);
        assertThat(plan.datasets().get(0).manifestRef().ref()).isEqualTo(InputFixture.MANIFEST_REF);
        assertThat(plan.trainingProfilePin().policyId()).isEqualTo("mf.training.test");
    }

    @Test
    void resolvingAgainGivesTheSameBytes() {
        assertThat(CanonicalJson.bytes(resolve().toJson()))
                .isEqualTo(CanonicalJson.bytes(resolve().toJson()));
    }

    @Test
    void aMissingManifestIsUnresolvedAndRetryable() {
        request.putArray("dataset_manifest_refs").add(InputFixture.RUN + "/ofs/manifests/dm_404.json");

        assertFails(FailureCode.MANIFEST_UNRESOLVED, "dm_404");
        assertThat(FailureCode.MANIFEST_UNRESOLVED.retryable()).isTrue();
    }

    @Test
    void aManifestThatBreaksItsSchemaIsInvalid() {
        inputs.manifest(InputFixture.manifestDocument().put("surprise", 1));

        assertFails(FailureCode.MANIFEST_INVALID, "surprise");
    }

    @Test
    void aManifestOfAnotherPlatformRunIsInvalid() {
        inputs.manifest(InputFixture.manifestDocument().put("platform_run_id", "another_run"));

        assertFails(FailureCode.MANIFEST_INVALID, "another_run");
    }

    @Test
    void aMaterializationOfAnotherDatasetIsInvalid() {
        inputs.materialization(InputFixture.materializationDocument().put("dataset_fingerprint", "fingerprint-002"));

        assertFails(FailureCode.DATASET_INVALID, "fingerprint-002");
    }

    @Test
    void aProfileForAnotherFeatureSetIsIncompatible() {
        ObjectNode manifest = InputFixture.manifestDocument();
        manifest.withObjectProperty("feature_definition_set").put("feature_set_version", "v2");
        inputs.manifest(manifest);

        assertFails(FailureCode.FEATURE_SCHEMA_INCOMPATIBLE, "feature_set_version: v2}");
    }

    @Test
    void aProfileThatIsNotThereIsUnresolved() {
        request.put("training_config_ref", inputs.profileRef("nowhere.yaml"));

        assertFails(FailureCode.TRAINING_PROFILE_UNRESOLVED, "nowhere.yaml");
    }

    @Test
    void aGovernanceProfileWithoutThresholdsIsInvalid() {
        inputs.profile("governance.yaml", "{policy_id: p, revision: r, eval_thresholds: {}}");

        assertFails(FailureCode.GOVERNANCE_PROFILE_INVALID, "eval_thresholds");
    }

    @Test
    void aReferenceThatLeavesItsRootIsDenied() {
        request.put("governance_profile_ref", "../../etc/passwd");

        assertFails(FailureCode.REF_ACCESS_DENIED, "..");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                InputFixture.RUN + "/ofs/datasets/dm_001/governance.yaml",
                InputFixture.RUN + "/mf/governance.yaml",
                "another_run/ofs/governance.yaml",
                "registry/bundles/b/v0/governance.yaml"
            })
    void anObjectOfTheDataAreaIsNeverAProfile(String key) throws IOException {
        Path file = folder.resolve("store").resolve(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{policy_id: p, revision: r, eval_thresholds: {min_auc_roc: 0.1}}");

        for (String ref : List.of(key, file.toString(), "file://" + file)) {
            request.put("governance_profile_ref", ref);
            assertFails(FailureCode.PROFILE_NOT_ALLOWED, "data area");
        }
        // A readable root around the store does not open its data area.
        ArtifactStore store = new LocalArtifactStore(folder.resolve("store"));
        resolver = new TrainPlanResolver(
                store, new DocumentStore(store, SCHEMAS), SCHEMAS, ReadableRoots.of(List.of(folder)));
        request.put("governance_profile_ref", file.toString());
        assertFails(FailureCode.PROFILE_NOT_ALLOWED, "data area");
    }

    @Test
    void aPinnedGovernanceProfileThatWasChangedIsNotUsed() {
        ResolvedTrainPlan plan = resolve();
        inputs.profile("governance.yaml", "{policy_id: p, revision: r, eval_thresholds: {min_auc_roc: 0.1}}");

        assertThatThrownBy(() -> resolver.governanceProfile(plan.governanceProfilePin()))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.GOVERNANCE_PROFILE_UNRESOLVED));
    }

    private ResolvedTrainPlan resolve() {
        TrainBuildRequest admitted = TrainBuildRequestReader.read(request);
        return resolver.resolve(admitted, RunIdentity.of(admitted), START, "d".repeat(64));
    }

    private void assertFails(FailureCode code, String named) {
        assertThatThrownBy(this::resolve).isInstanceOfSatisfying(FailureException.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.getMessage()).contains(named);
        });
    }
}
