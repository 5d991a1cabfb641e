package io.modelfactory.worker.resolve;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.modelfactory.worker.model.FeatureType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * DatasetMaterialization v0 ({@code learning.dataset_materialization.v0}): the files of a dataset, how they are
 * written, and what their columns mean.
 *
 * @param eventIdKind whether event ids come from the source or were derived from the content of the row
 * @param plausibleTimes the window in which all times must lie
 * @param missing texts that mean "no value", beside the empty text; in every format and column
 * @param csv how CSV files are written, where it differs from the default
 */
public record DatasetMaterialization(
        String schemaVersion,
        String datasetManifestId,
        String datasetFingerprint,
        String platformRunId,
        Format format,
        List<DataFile> files,
        long rowCount,
        Columns columns,
        Optional<EventIdKind> eventIdKind,
        Optional<PlausibleTimes> plausibleTimes,
        Optional<List<String>> missing,
        Optional<CsvDialect> csv) {

    public enum Format {
        @JsonProperty("parquet")
        PARQUET,
        @JsonProperty("csv")
        CSV
    }

    /** Where event ids come from; from the source if the document says nothing. */
    public EventIdKind kindOfEventIds() {
        return eventIdKind.orElse(EventIdKind.SOURCE);
    }

    /** Where event ids come from. */
    public enum EventIdKind {
        @JsonProperty("source")
        SOURCE,
        @JsonProperty("content")
        CONTENT
    }

    /**
     * @param from earliest plausible time; 1990-01-01 by default
     * @param to latest plausible time; the start of the run by default
     */
    public record PlausibleTimes(Optional<Instant> from, Optional<Instant> to) {}

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
     * @param timeFormat of {@code eventTime} where it is text or a number; {@code iso} by default
     * @param labelObservedTime when the label became known; needed to check leakage in the rows
     * @param labelTimeFormat as {@code timeFormat}, for {@code labelObservedTime}
     * @param positiveLabel the label value, as text, of the positive class
     * @param negativeLabel the only other label value; without it, any one other value
     * @param entityId what an event belongs to, such as a card; it is in no log, message or artifact
     * @param amount money that the event is about, at least 0
     * @param weight what the event counts in the training loss, above 0; metrics do not use it
     * @param samplingRate the share of such events that the rows hold, above 0 and at most 1
     */
    public record Columns(
            String eventId,
            Optional<String> eventTime,
            Optional<String> timeFormat,
            String label,
            Optional<String> labelObservedTime,
            Optional<String> labelTimeFormat,
            String positiveLabel,
            Optional<String> negativeLabel,
            Optional<String> entityId,
            Optional<String> amount,
            Optional<String> weight,
            Optional<String> samplingRate,
            List<Feature> features) {

        /** Columns with times in ISO 8601 and an undeclared negative label. */
        public static Columns of(
                String eventId,
                Optional<String> eventTime,
                String label,
                Optional<String> labelObservedTime,
                String positiveLabel,
                List<Feature> features) {
            Optional<String> none = Optional.empty();
            return new Columns(
                    eventId,
                    eventTime,
                    none,
                    label,
                    labelObservedTime,
                    none,
                    positiveLabel,
                    none,
                    none,
                    none,
                    none,
                    none,
                    features);
        }

        /** These columns without how times are written, which may differ between datasets. */
        public Columns withoutTimeFormats() {
            return withTimeFormats(Optional.empty(), Optional.empty());
        }

        public Columns withTimeFormats(Optional<String> eventTimes, Optional<String> labelTimes) {
            return new Columns(
                    eventId,
                    eventTime,
                    eventTimes,
                    label,
                    labelObservedTime,
                    labelTimes,
                    positiveLabel,
                    negativeLabel,
                    entityId,
                    amount,
                    weight,
                    samplingRate,
                    features);
        }

        public Columns withNegativeLabel(String value) {
            return withRoles(Optional.of(value), entityId, amount, weight, samplingRate);
        }

        public Columns withEntityId(String column) {
            return withRoles(negativeLabel, Optional.of(column), amount, weight, samplingRate);
        }

        public Columns withAmount(String column) {
            return withRoles(negativeLabel, entityId, Optional.of(column), weight, samplingRate);
        }

        public Columns withWeight(String column) {
            return withRoles(negativeLabel, entityId, amount, Optional.of(column), samplingRate);
        }

        public Columns withSamplingRate(String column) {
            return withRoles(negativeLabel, entityId, amount, weight, Optional.of(column));
        }

        private Columns withRoles(
                Optional<String> otherLabel,
                Optional<String> entityColumn,
                Optional<String> amountColumn,
                Optional<String> weightColumn,
                Optional<String> rateColumn) {
            return new Columns(
                    eventId,
                    eventTime,
                    timeFormat,
                    label,
                    labelObservedTime,
                    labelTimeFormat,
                    positiveLabel,
                    otherLabel,
                    entityColumn,
                    amountColumn,
                    weightColumn,
                    rateColumn,
                    features);
        }
    }

    public record Feature(String name, FeatureType type) {}
}
