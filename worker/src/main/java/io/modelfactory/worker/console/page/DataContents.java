package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.console.view.Show;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run found in the rows of its datasets, in aggregates, out of its execution record. No value of a single row is
 * among them: least and greatest values, as {@code mf dataset inspect} shows them, may be a person's.
 *
 * @param runKey of the run
 * @param datasets that the run read together
 * @param labels rows by label value
 * @param identicalRows rows that repeat the feature values of another row
 * @param testRowsLikeTraining test rows whose feature values a training row has
 * @param roles what the declared roles say, in words
 */
public record DataContents(
        String runKey,
        int datasets,
        List<LabelRows> labels,
        long identicalRows,
        long testRowsLikeTraining,
        List<String> constantFeatures,
        List<String> missingFeatures,
        Map<String, String> roles,
        List<FeatureValues> features) {

    private static final int MOST_FEATURES = 500;

    public DataContents {
        labels = List.copyOf(labels);
        constantFeatures = List.copyOf(constantFeatures);
        missingFeatures = List.copyOf(missingFeatures);
        roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
        features = List.copyOf(features);
    }

    /** Rows of one label value. */
    public record LabelRows(String value, boolean positive, long rows) {}

    /**
     * The values of a feature.
     *
     * @param missingTraining rows of the training part without a value
     * @param quantiles the 5th, 25th, 50th, 75th and 95th percentile in the training part; empty if it has categories
     * @param mostFrequent the category of most rows of the training part
     */
    public record FeatureValues(
            String name,
            long missingTraining,
            long missingTest,
            List<Double> quantiles,
            Optional<String> mostFrequent) {
        public FeatureValues {
            quantiles = List.copyOf(quantiles);
        }
    }

    /** Empty if the record has nothing of the rows. */
    static Optional<DataContents> of(String runKey, int datasets, JsonNode executionRecord) {
        JsonNode summary = executionRecord.path("data_summary");
        if (summary.isMissingNode()) {
            return Optional.empty();
        }
        List<LabelRows> labels = new ArrayList<>();
        summary.path("label_counts")
                .forEach(count -> labels.add(new LabelRows(
                        count.path("value").asText(),
                        count.path("positive").asBoolean(),
                        count.path("rows").asLong())));
        List<FeatureValues> features = new ArrayList<>();
        for (JsonNode feature : summary.path("features")) {
            if (features.size() < MOST_FEATURES) {
                features.add(feature(feature));
            }
        }
        return Optional.of(new DataContents(
                runKey,
                datasets,
                labels,
                summary.path("identical_rows").asLong(),
                summary.path("test_rows_like_training").asLong(),
                texts(summary.path("constant_features")),
                texts(summary.path("missing_features")),
                roles(summary.path("roles")),
                features));
    }

    private static FeatureValues feature(JsonNode feature) {
        List<Double> quantiles = new ArrayList<>();
        feature.at("/train/quantiles").forEach(value -> quantiles.add(value.asDouble()));
        return new FeatureValues(
                feature.path("name").asText(),
                feature.at("/train/missing_rows").asLong(),
                feature.at("/test/missing_rows").asLong(),
                quantiles,
                Optional.of(feature.at("/train/most_frequent/category").asText(""))
                        .filter(category -> !category.isEmpty()));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static Map<String, String> roles(JsonNode declared) {
        Map<String, String> roles = new LinkedHashMap<>();
        declared.properties()
                .forEach(role -> role.getValue()
                        .properties()
                        .forEach(figure -> roles.put(
                                role.getKey() + " " + figure.getKey(),
                                figure.getValue().isIntegralNumber()
                                        ? Show.count(figure.getValue().asLong())
                                        : Show.number(figure.getValue().asDouble()))));
        return roles;
    }

    /** All rows of its datasets. */
    @JsonProperty
    public long rows() {
        return labels.stream().mapToLong(LabelRows::rows).sum();
    }

    /** Of all rows, those of the positive class, from 0 to 1. */
    @JsonProperty
    public double positiveShare() {
        return labels.stream()
                        .filter(LabelRows::positive)
                        .mapToLong(LabelRows::rows)
                        .sum()
                / (double) Math.max(1, rows());
    }
}
