package io.modelfactory.worker.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.GovernanceProfile.BaselineBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a pinned bundle can be another than the one that was published. */
class BaselineReaderTest {
    private static final String ID = "bundle_3e23e8160039594a3e23e8160039594a";
    private static final String VERSION = "v0-4c94485e0c21";
    private static final FeatureDefinitionSet FEATURES = new FeatureDefinitionSet("card_fraud_core", "v2");

    @TempDir
    Path folder;

    private final Map<String, byte[]> files = new TreeMap<>();
    private final ObjectNode receipt = Json.object()
            .put("schema_version", "learning.mf_gate_receipt.v0")
            .put("run_key", "tr_" + "0".repeat(32))
            .put("platform_run_id", "run")
            .put("gate_decision", "PASS");
    private final ObjectNode publication = Json.object()
            .put("schema_version", "learning.bundle_publication.v0")
            .put("bundle_id", ID)
            .put("bundle_version", VERSION)
            .put("eval_report_ref", "run/eval_report.json");

    private ArtifactStore store;
    private BaselineReader reader;

    @BeforeEach
    void writeBundle() {
        byte[] report = "report".getBytes(StandardCharsets.UTF_8);
        receipt.set("governance_profile", Json.tree(new ProfilePin("p.yaml", "0".repeat(64), "p", "r")));
        receipt.set("eval_report", Json.tree(ArtifactRef.of("run/eval_report.json", report)));
        receipt.putArray("checks")
                .addObject()
                .put("check", "min_auc_roc")
                .put("metric", "auc_roc")
                .put("operator", ">=")
                .put("threshold", 0.5)
                .put("observed", 0.6)
                .put("verdict", "PASS");
        receipt.putArray("reason_codes");
        publication.putArray("dataset_manifest_refs").add("run/manifest.json");
        publication
                .putObject("compatibility")
                .put("feature_set_id", "card_fraud_core")
                .put("feature_set_version", "v1")
                .put("input_contract_version", "mf.feature_row.v0");
        publication.putObject("provenance").put("mf_code_release_id", "git:1").put("config_revision", "r1");
        files.put("model.ubj", "model".getBytes(StandardCharsets.UTF_8));
        files.put("model_artifact.json", "descriptor".getBytes(StandardCharsets.UTF_8));
        files.put("eval_report.json", report);
        store = new LocalArtifactStore(folder);
        reader = new BaselineReader(store, new DocumentStore(store, new JsonSchemas()));
    }

    @Test
    void everyFileIsPinnedByTheBytesThatItsManifestLists() {
        publish(manifest());

        ResolvedBaseline baseline = read();

        assertThat(baseline.model()).isEqualTo(new ArtifactRef(key("model.ubj"), Sha256.hex("model"), 5));
        assertThat(baseline.modelArtifact().sha256()).isEqualTo(Sha256.hex("descriptor"));
        assertThat(baseline.bundleManifest().ref()).isEqualTo(key("bundle_manifest.json"));
        assertThat(baseline.registryRecord().ref()).isEqualTo(key("bundle_publication.json"));
    }

    @Test
    void aMissingBundleIsUnresolved() {
        assertFails(FailureCode.GOVERNANCE_PROFILE_UNRESOLVED, key("bundle_publication.json"));
    }

    @Test
    void aFileThatIsGoneIsNamed() throws IOException {
        publish(manifest());
        Files.delete(folder.resolve(key("model_artifact.json")));

        assertFails(FailureCode.GOVERNANCE_PROFILE_UNRESOLVED, key("model_artifact.json"));
    }

    @Test
    void aFileWithOtherBytesIsNamedWhicheverItIs() throws IOException {
        publish(manifest());
        Files.writeString(folder.resolve(key("eval_report.json")), "repork");

        assertFails(FailureCode.BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION, key("eval_report.json"));
    }

    @Test
    void aRecordOfAnotherBundleIsNotTheOneThatIsPinned() {
        publication.put("bundle_version", "v0-000000000000");
        publish(manifest());

        assertFails(FailureCode.GOVERNANCE_PROFILE_INVALID, "v0-000000000000");
    }

    @Test
    void aManifestOfAnotherBundleIsNotTheOneThatIsPinned() {
        publish(manifest().put("bundle_id", "bundle_other"));

        assertFails(FailureCode.GOVERNANCE_PROFILE_INVALID, "bundle_manifest.json: is about bundle bundle_other");
    }

    @Test
    void aBundleWithoutModelIsNoBaseline() {
        files.remove("model.ubj");
        publish(manifest());

        assertFails(FailureCode.GOVERNANCE_PROFILE_INVALID, "must list one model.<extension>, it lists []");
    }

    @Test
    void aManifestThatListsAFileTwiceIsRefused() {
        ObjectNode manifest = manifest();
        ArrayNode listed = manifest.withArray("files");
        listed.add(listed.get(0).deepCopy());
        publish(manifest);

        assertFails(FailureCode.GOVERNANCE_PROFILE_INVALID, "twice");
    }

    @Test
    void aManifestWithTooManyFilesIsRefused() {
        ObjectNode manifest = manifest();
        for (int i = 0; i < 40; i++) {
            manifest.withArray("files")
                    .addObject()
                    .put("name", "file" + i)
                    .put("sha256", "0".repeat(64))
                    .put("bytes", 1);
        }
        publish(manifest);

        assertFails(FailureCode.GOVERNANCE_PROFILE_INVALID, "at most 32");
    }

    @Test
    void aFileOutsideOfTheBundlesFolderIsNotRead() {
        ObjectNode manifest = manifest();
        manifest.withArray("files")
                .addObject()
                .put("name", "../secret")
                .put("sha256", "0".repeat(64))
                .put("bytes", 1);
        publish(manifest);

        assertFails(FailureCode.REF_ACCESS_DENIED, "../secret");
    }

    @Test
    void whatFailedItsOwnGateIsNoChampion() {
        receipt.put("gate_decision", "FAIL");
        publish(manifest());

        assertFails(FailureCode.GOVERNANCE_PROFILE_INVALID, "gate_receipt.json says FAIL");
    }

    @Test
    void aReceiptOfAnotherEvaluationIsNoProof() {
        files.put("eval_report.json", "another".getBytes(StandardCharsets.UTF_8));
        publish(manifest());

        assertFails(FailureCode.GOVERNANCE_PROFILE_INVALID, "eval_report.json");
    }

    @Test
    void aModelOfAnotherFeatureSetIsIncompatible() {
        publication.withObjectProperty("compatibility").put("feature_set_id", "credit_core");
        publish(manifest());

        assertFails(FailureCode.FEATURE_SCHEMA_INCOMPATIBLE, "credit_core");
    }

    private ObjectNode manifest() {
        files.put("gate_receipt.json", CanonicalJson.bytes(receipt));
        ObjectNode manifest = Json.object()
                .put("schema_version", "learning.mf_bundle_manifest.v0")
                .put("bundle_id", ID)
                .put("bundle_version", VERSION);
        ArrayNode listed = manifest.putArray("files");
        files.forEach((name, content) -> listed.addObject()
                .put("name", name)
                .put("sha256", Sha256.hex(content))
                .put("bytes", content.length));
        return manifest;
    }

    private void publish(ObjectNode manifest) {
        files.forEach(this::write);
        write("bundle_manifest.json", CanonicalJson.bytes(manifest));
        write("bundle_publication.json", CanonicalJson.bytes(publication));
    }

    private void write(String name, byte[] content) {
        store.write(key(name), content, FailureCode.PUBLISH_CONFLICT);
    }

    private static String key(String name) {
        return "registry/bundles/" + ID + "/" + VERSION + "/" + name;
    }

    private ResolvedBaseline read() {
        return reader.read(new BaselineBundle(ID, VERSION, Map.of("auc_roc", 0.1)), FEATURES);
    }

    private void assertFails(FailureCode code, String named) {
        assertThatThrownBy(this::read).isInstanceOfSatisfying(FailureException.class, failure -> {
            assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
            assertThat(failure.getMessage()).contains(named);
        });
    }
}
