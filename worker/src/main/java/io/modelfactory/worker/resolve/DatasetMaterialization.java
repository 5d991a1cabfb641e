package io.modelfactory.worker.resolve;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/** DatasetMaterialization v0 ({@code learning.dataset_materialization.v0}): the files of a dataset and its columns. */
public record DatasetMaterialization(
        String schemaVersion,
        String datasetManifestId,
        String datasetFingerprint,
        String platformRunId,
        Format format,
        List<DataFile> files,
        long rowCount,
        Columns columns) {

    public enum Format {
        @JsonProperty("parquet")
        PARQUET,
        @JsonProperty("csv")
        CSV
    }

    /**
     * @param ref key below the store's root
     * @param sha256 64 lower-case hex digits over the file's bytes
     * @param bytes file size
     * @param rows number of data rows (a CSV header does not count)
     */
    public record DataFile(String ref, String sha256, long bytes, long rows) {}

    /**
     * @param eventId unique id of an event
     * @param eventTime when the event happened; required by a time-based split
     * @param labelObservedTime when the label became known; needed to check leakage in the rows
     * @param positiveLabel the label value, as text, that counts as the positive class; every other value is negative
     */
    public record Columns(
            String eventId,
            Optional<String> eventTime,
            String label,
            Optional<String> labelObservedTime,
            String positiveLabel,
            List<Feature> features) {}

    public record Feature(String name, FeatureType type) {}

    public enum FeatureType {
        @JsonProperty("numeric")
        NUMERIC,
        @JsonProperty("categorical")
        CATEGORICAL
    }
}
