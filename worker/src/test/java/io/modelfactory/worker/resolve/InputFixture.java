package io.modelfactory.worker.resolve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The documents that a train build refers to, written where the contracts say they lie. */
public final class InputFixture {
    public static final String RUN = "platform_20260210T141900Z";
    public static final String MANIFEST_ID = "dm_001";
    public static final String MANIFEST_REF = RUN + "/ofs/manifests/" + MANIFEST_ID + ".json";

    private static final String TRAINING_PROFILE = """
            policy_id: mf.training.test
            revision: r1
            feature_definition_set: {feature_set_id: card_fraud_core, feature_set_version: v1}
            expected_manifest_schema_version: learning.dataset_manifest.v0
            split_recipe: mf.split.v1
            split_strategy: hash
            minimum_part_positives: 1
            split_fractions: {train: 0.6, validation: 0.2, test: 0.2}
            seed_policy: {recipe: mf.stage_seed.v1, base_seed: 41}
            leakage: {expected_label_rule: observed_time<=label_asof_utc}
            algorithm_id: xgboost_hist
            hyper_parameters: {rounds: 20, max_depth: 3}
            evaluation: {decision_threshold: 0.5}
            """;

    private static final String GOVERNANCE_PROFILE = """
            policy_id: mf.governance.test
            revision: r1
            eval_thresholds: {min_auc_roc: 0.6}
            """;

    private final Path storeRoot;
    private final Path profileFolder;

    /** @param profileFolder a readable root of profiles */
    public InputFixture(Path storeRoot, Path profileFolder) {
        this.storeRoot = storeRoot;
        this.profileFolder = profileFolder;
    }

    public InputFixture writeAll() {
        return manifest(manifestDocument())
                .materialization(materializationDocument())
                .profile("training.yaml", TRAINING_PROFILE)
                .profile("governance.yaml", GOVERNANCE_PROFILE);
    }

    public InputFixture manifest(ObjectNode document) {
        return write(storeRoot.resolve(MANIFEST_REF), document.toString());
    }

    public InputFixture materialization(ObjectNode document) {
        return write(
                storeRoot.resolve(RUN + "/ofs/datasets/" + MANIFEST_ID + "/materialization.json"), document.toString());
    }

    public InputFixture profile(String name, String yaml) {
        return write(profileFolder.resolve(name), yaml);
    }

    public String profileRef(String name) {
        return profileFolder.resolve(name).toString();
    }

    public static ObjectNode manifestDocument() {
        ObjectNode manifest = Json.object()
                .put("schema_version", "learning.dataset_manifest.v0")
                .put("dataset_manifest_id", MANIFEST_ID)
                .put("dataset_fingerprint", "fingerprint-001")
                .put("platform_run_id", RUN);
        manifest.putArray("replay_basis")
                .addObject()
                .put("topic", "fp.bus.traffic.v1")
                .put("partition", 0)
                .put("offset_kind", "kafka_offset")
                .put("start_offset", "0")
                .put("end_offset", "999");
        manifest.putObject("label_basis")
                .put("label_asof_utc", "2026-02-01T00:00:00Z")
                .put("resolution_rule", "observed_time<=label_asof_utc");
        manifest.putObject("feature_definition_set")
                .put("feature_set_id", "card_fraud_core")
                .put("feature_set_version", "v1");
        manifest.putObject("provenance").put("ofs_code_release_id", "git:ofs").put("config_revision", "r1");
        return manifest;
    }

    public static ObjectNode materializationDocument() {
        ObjectNode materialization = Json.object()
                .put("schema_version", "learning.dataset_materialization.v0")
                .put("dataset_manifest_id", MANIFEST_ID)
                .put("dataset_fingerprint", "fingerprint-001")
                .put("platform_run_id", RUN)
                .put("format", "csv")
                .put("row_count", 3);
        materialization
                .putArray("files")
                .addObject()
                .put("ref", RUN + "/ofs/datasets/" + MANIFEST_ID + "/part-00000.csv")
                .put("sha256", "0".repeat(64))
                .put("bytes", 100)
                .put("rows", 3);
        ObjectNode columns = materialization
                .putObject("columns")
                .put("event_id", "event_id")
                .put("label", "label")
                .put("positive_label", "1");
        columns.putArray("features").addObject().put("name", "amount").put("type", "numeric");
        return materialization;
    }

    private InputFixture write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
