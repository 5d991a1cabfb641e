package io.modelfactory.local.simulate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the two documents of a dataset whose files are in the store already; the manifest comes last. */
final class DatasetDocuments {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private DatasetDocuments() {}

    /** What sets one dataset apart from another, files aside. A null member is left out of the documents. */
    record Description(
            String format,
            String sourceTopic,
            Instant labelAsOf,
            @Nullable Integer maturityDays,
            FeatureDefinitionSet featureDefinitionSet,
            String configRevision,
            Columns columns) {}

    record DataFile(String ref, String sha256, long bytes, long rows) {}

    record Column(String name, String type) {}

    record Columns(
            String eventId,
            @Nullable String eventTime,
            String label,
            @Nullable String labelObservedTime,
            String positiveLabel,
            @Nullable String entityId,
            @Nullable String amount,
            List<Column> features) {}

    record Materialization(
            String schemaVersion,
            String datasetManifestId,
            String datasetFingerprint,
            String platformRunId,
            String format,
            List<DataFile> files,
            long rowCount,
            Columns columns) {}

    record ReplayBasis(String topic, int partition, String offsetKind, String startOffset, String endOffset) {}

    record LabelBasis(
            String labelAsofUtc,
            String resolutionRule,
            @Nullable Integer maturityDays) {}

    record FeatureDefinitionSet(String featureSetId, String featureSetVersion) {}

    record Provenance(String ofsCodeReleaseId, String configRevision) {}

    record Manifest(
            String schemaVersion,
            String datasetManifestId,
            String datasetFingerprint,
            String platformRunId,
            List<ReplayBasis> replayBasis,
            LabelBasis labelBasis,
            FeatureDefinitionSet featureDefinitionSet,
            Provenance provenance) {}

    static void write(DatasetTarget target, List<DataFile> files, Description description) throws IOException {
        WriteOnceFolder store = new WriteOnceFolder(target.storeRoot());
        String fingerprint = fingerprint(files);
        long rows = files.stream().mapToLong(DataFile::rows).sum();
        Materialization materialization = new Materialization(
                "learning.dataset_materialization.v0",
                target.datasetManifestId(),
                fingerprint,
                target.platformRunId(),
                description.format(),
                files,
                rows,
                description.columns());
        Manifest manifest = new Manifest(
                "learning.dataset_manifest.v0",
                target.datasetManifestId(),
                fingerprint,
                target.platformRunId(),
                List.of(new ReplayBasis(description.sourceTopic(), 0, "row_number", "0", Long.toString(rows))),
                new LabelBasis(
                        description.labelAsOf().toString(),
                        "observed_time<=label_asof_utc",
                        description.maturityDays()),
                description.featureDefinitionSet(),
                new Provenance("local-simulate-v1", description.configRevision()));
        store.put(target.materializationKey(), JSON.writeValueAsBytes(materialization));
        store.put(target.manifestKey(), JSON.writeValueAsBytes(manifest));
    }

    /** SHA-256 over the digests of the files, in their order. */
    private static String fingerprint(List<DataFile> files) {
        var digest = WriteOnceFolder.sha256();
        files.forEach(file -> digest.update(file.sha256().getBytes(StandardCharsets.US_ASCII)));
        return HexFormat.of().formatHex(digest.digest());
    }
}
