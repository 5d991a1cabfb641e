package io.modelfactory.worker.negative;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A dataset that is trained within a moment, and learnable: rows are good where {@code x} is large. It is sound until
 * it is changed.
 */
final class SmallDataset {
    static final String FEATURE_SET = "matrix_core";

    private final String id;
    private List<String> rows = rows(300, SmallDataset::label);
    private Consumer<ObjectNode> manifestChange = manifest -> {};
    private Consumer<ObjectNode> materializationChange = materialization -> {};
    private boolean materialized = true;
    private String fileSuffix = "";

    private SmallDataset(String id) {
        this.id = id;
    }

    static SmallDataset named(String id) {
        return new SmallDataset(id);
    }

    interface Labels {
        String of(int row, double x, double noise);
    }

    SmallDataset rows(List<String> csvRows) {
        rows = csvRows;
        return this;
    }

    SmallDataset manifest(Consumer<ObjectNode> change) {
        manifestChange = change;
        return this;
    }

    SmallDataset materialization(Consumer<ObjectNode> change) {
        materializationChange = change;
        return this;
    }

    /** As if the feature plane had announced it too early. */
    SmallDataset withoutMaterialization() {
        materialized = false;
        return this;
    }

    /** One more byte than its digest promises. */
    SmallDataset damaged() {
        fileSuffix = "\n";
        return this;
    }

    /** {@code event_id, x, noise, branch, label}; both numbers are between 0 and 1, and no two rows are alike. */
    static List<String> rows(int count, Labels labels) {
        return IntStream.range(0, count)
                .mapToObj(row -> {
                    double x = (row * 37 % 211) / 211.0;
                    double noise = (row * 53 % 97) / 97.0;
                    return "event-%05d,%.6f,%.6f,branch-%d,%s"
                            .formatted(row, x, noise, row % 3, labels.of(row, x, noise));
                })
                .toList();
    }

    private static String label(int row, double x, double noise) {
        return x + 0.4 * (noise - 0.5) > 0.5 ? "good" : "bad";
    }

    /** Writes it under the keys that the contracts define, and returns the key of its manifest. */
    String writeTo(RawStoreFiles store, String platformRunId) {
        String file = platformRunId + "/ofs/datasets/" + id + "/part-00000.csv";
        byte[] promised = rows.stream()
                .collect(Collectors.joining("\n", "event_id,x,noise,branch,label\n", "\n"))
                .getBytes(StandardCharsets.UTF_8);
        store.put(file, (new String(promised, StandardCharsets.UTF_8) + fileSuffix).getBytes(StandardCharsets.UTF_8));
        if (materialized) {
            ObjectNode materialization = materialization(platformRunId, file, promised);
            materializationChange.accept(materialization);
            store.put(ArtifactKeys.datasetMaterialization(platformRunId, id), materialization);
        }
        ObjectNode manifest = manifest(platformRunId);
        manifestChange.accept(manifest);
        String key = ArtifactKeys.datasetManifest(platformRunId, id);
        store.put(key, manifest);
        return key;
    }

    private ObjectNode manifest(String platformRunId) {
        ObjectNode manifest = aboutDataset("learning.dataset_manifest.v0", platformRunId);
        manifest.putArray("replay_basis")
                .addObject()
                .put("topic", "fp.bus.traffic.v1")
                .put("partition", 0)
                .put("offset_kind", "kafka_offset")
                .put("start_offset", "0")
                .put("end_offset", "299");
        manifest.putObject("label_basis")
                .put("label_asof_utc", "2026-02-01T00:00:00Z")
                .put("resolution_rule", "observed_time<=label_asof_utc");
        manifest.putObject("feature_definition_set")
                .put("feature_set_id", FEATURE_SET)
                .put("feature_set_version", "v1");
        manifest.putObject("provenance").put("ofs_code_release_id", "git:ofs").put("config_revision", "r1");
        return manifest;
    }

    private ObjectNode materialization(String platformRunId, String file, byte[] content) {
        ObjectNode materialization = aboutDataset("learning.dataset_materialization.v0", platformRunId)
                .put("format", "csv")
                .put("row_count", rows.size());
        materialization
                .putArray("files")
                .addObject()
                .put("ref", file)
                .put("sha256", Sha256.hex(content))
                .put("bytes", content.length)
                .put("rows", rows.size());
        ObjectNode columns = materialization
                .putObject("columns")
                .put("event_id", "event_id")
                .put("label", "label")
                .put("positive_label", "good");
        columns.putArray("features")
                .add(feature("x", "numeric"))
                .add(feature("noise", "numeric"))
                .add(feature("branch", "categorical"));
        return materialization;
    }

    static ObjectNode feature(String name, String type) {
        return Json.object().put("name", name).put("type", type);
    }

    private ObjectNode aboutDataset(String schemaVersion, String platformRunId) {
        return Json.object()
                .put("schema_version", schemaVersion)
                .put("dataset_manifest_id", id)
                .put("dataset_fingerprint", "fingerprint-" + id)
                .put("platform_run_id", platformRunId);
    }
}
