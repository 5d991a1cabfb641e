package io.modelfactory.worker.artifact;

import static io.modelfactory.worker.artifact.HostileReferences.isDenied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactKeysTest {
    private static final String RUN = "platform_20260210T141900Z";
    private static final String RUN_KEY = "tr_82401523b87545b9a6190ea23b1a6fa8";
    private static final String TRAIN_RUN = RUN + "/mf/train_runs/" + RUN_KEY + "/";

    @Test
    void keysOfARunAreThoseOfTheContract() {
        assertThat(ArtifactKeys.datasetManifest(RUN, "dm_001")).isEqualTo(RUN + "/ofs/manifests/dm_001.json");
        assertThat(ArtifactKeys.datasetMaterialization(RUN, "dm_001"))
                .isEqualTo(RUN + "/ofs/datasets/dm_001/materialization.json");
        assertThat(ArtifactKeys.resolvedTrainPlan(RUN, RUN_KEY))
                .isEqualTo(RUN + "/mf/resolved_train_plan/" + RUN_KEY + ".json");
        assertThat(ArtifactKeys.executionRecord(RUN, RUN_KEY)).isEqualTo(TRAIN_RUN + "execution_record.json");
        assertThat(ArtifactKeys.modelDescriptor(RUN, RUN_KEY)).isEqualTo(TRAIN_RUN + "artifacts/model_artifact.json");
        assertThat(ArtifactKeys.model(RUN, RUN_KEY, "model.ubj")).isEqualTo(TRAIN_RUN + "artifacts/model.ubj");
        assertThat(ArtifactKeys.evalReport(RUN, RUN_KEY, "er_1")).isEqualTo(TRAIN_RUN + "eval_report/er_1.json");
        assertThat(ArtifactKeys.evidencePack(RUN, RUN_KEY)).isEqualTo(TRAIN_RUN + "evidence/evidence_pack.json");
        assertThat(ArtifactKeys.executionReceipt(RUN, RUN_KEY)).isEqualTo(TRAIN_RUN + "execution_receipt.json");
        assertThat(ArtifactKeys.gateReceipt(RUN, RUN_KEY)).isEqualTo(TRAIN_RUN + "gate/gate_receipt.json");
        assertThat(ArtifactKeys.publishEligibility(RUN, RUN_KEY))
                .isEqualTo(TRAIN_RUN + "gate/publish_eligibility.json");
        assertThat(ArtifactKeys.bundlePublication(RUN, RUN_KEY))
                .isEqualTo(TRAIN_RUN + "bundle/bundle_publication.json");
        assertThat(ArtifactKeys.publishHandshakeReceipt(RUN, RUN_KEY))
                .isEqualTo(TRAIN_RUN + "publish/publish_handshake_receipt.json");
        assertThat(ArtifactKeys.completionMarker(RUN, RUN_KEY)).isEqualTo(TRAIN_RUN + "_COMPLETE");
        assertThat(ArtifactKeys.invocationReceipt(RUN, "mf.req:1"))
                .isEqualTo(RUN + "/mf/job_invocations/mf.req:1.json");
        assertThat(ArtifactKeys.dayReconciliation(RUN, "2026-02-10"))
                .isEqualTo(RUN + "/mf/reconciliation/2026-02-10.json");
        assertThat(ArtifactKeys.finalReconciliation(RUN))
                .isEqualTo(RUN + "/learning/reconciliation/mf_reconciliation.json");
    }

    @Test
    void keysOfTheRegistryAreThoseOfTheContract() {
        assertThat(ArtifactKeys.registryRecord("b", "v0-1"))
                .isEqualTo("registry/bundles/b/v0-1/bundle_publication.json");
        assertThat(ArtifactKeys.registryBundleManifest("b", "v0-1"))
                .isEqualTo("registry/bundles/b/v0-1/bundle_manifest.json");
        assertThat(ArtifactKeys.registryFile("b", "v0-1", "model.ubj")).isEqualTo("registry/bundles/b/v0-1/model.ubj");
        assertThat(ArtifactKeys.bundlePublishedEvent("b", "v0-1"))
                .isEqualTo("registry/events/b/v0-1/bundle_published_event.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a/../b", "/a"})
    @MethodSource("io.modelfactory.worker.artifact.HostileReferences#segments")
    void anIdThatIsNotOneSafeSegmentMakesNoKey(String id) {
        assertThatThrownBy(() -> ArtifactKeys.resolvedTrainPlan(id, RUN_KEY)).satisfies(isDenied());
        assertThatThrownBy(() -> ArtifactKeys.resolvedTrainPlan(RUN, id)).satisfies(isDenied());
        assertThatThrownBy(() -> ArtifactKeys.registryFile("b", "v", id)).satisfies(isDenied());
    }
}
