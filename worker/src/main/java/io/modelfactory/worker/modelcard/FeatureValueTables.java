package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.modelcard.page.PageBlock;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText;
import io.modelfactory.worker.modelcard.text.DecimalText;
import java.util.ArrayList;
import java.util.List;

/** Which values each feature is without, and how those it has are distributed: trained on beside judged by. */
final class FeatureValueTables {
    private static final int DIGITS = 6;
    private static final int PERCENTILES = 5;
    private static final int MEDIAN = 2;

    private FeatureValueTables() {}

    /** Nothing for a run that was built before it was recorded. */
    static List<PageBlock> of(CardDocuments documents) {
        List<JsonNode> features = CardDocuments.list(documents.executionRecord().at("/data_summary/features"));
        List<JsonNode> numeric = features.stream()
                .filter(feature -> !isCategorical(documents, feature))
                .toList();
        List<JsonNode> categorical = features.stream()
                .filter(feature -> isCategorical(documents, feature))
                .toList();
        List<PageBlock> blocks = new ArrayList<>();
        if (!features.isEmpty()) {
            blocks.add(new Paragraph(
                    "What each feature is without, and how its values lie, in the rows trained on and in the test rows:"
                            + " a feature that differs between them may have changed its meaning. Extreme values"
                            + " are not stated, because they are those of single events."));
        }
        if (!numeric.isEmpty()) {
            blocks.add(numbers(numeric, rows(documents, "train"), rows(documents, "test")));
        }
        if (!categorical.isEmpty()) {
            blocks.add(categories(categorical, rows(documents, "train"), rows(documents, "test")));
        }
        return blocks;
    }

    private static boolean isCategorical(CardDocuments documents, JsonNode feature) {
        String name = feature.path("name").asText();
        return documents.features().stream()
                .anyMatch(described -> described.path("name").asText().equals(name)
                        && described.path("type").asText().equals("categorical"));
    }

    private static long rows(CardDocuments documents, String part) {
        return documents.part(part).path("rows").asLong();
    }

    private static Table numbers(List<JsonNode> features, long trainingRows, long testRows) {
        return new Table(
                "Numeric features: missing values, and percentiles of the training rows",
                List.of("Feature", "Missing", "Missing in test", "5%", "25%", "Median", "75%", "95%", "Median in test"),
                features.stream()
                        .map(feature -> {
                            List<StyledText> cells = new ArrayList<>(missing(feature, trainingRows, testRows));
                            for (int percentile = 0; percentile < PERCENTILES; percentile++) {
                                cells.add(quantile(feature.path("train"), percentile));
                            }
                            cells.add(quantile(feature.path("test"), MEDIAN));
                            return cells;
                        })
                        .toList());
    }

    private static Table categories(List<JsonNode> features, long trainingRows, long testRows) {
        return new Table(
                "Categorical features: missing or unlisted categories, and the most frequent one",
                List.of(
                        "Feature",
                        "Missing or unlisted",
                        "Missing or unlisted in test",
                        "Most frequent",
                        "Share",
                        "Most frequent in test",
                        "Share in test"),
                features.stream()
                        .map(feature -> {
                            List<StyledText> cells = new ArrayList<>(missing(feature, trainingRows, testRows));
                            cells.addAll(mostFrequent(feature.path("train"), trainingRows));
                            cells.addAll(mostFrequent(feature.path("test"), testRows));
                            return cells;
                        })
                        .toList());
    }

    private static List<StyledText> missing(JsonNode feature, long trainingRows, long testRows) {
        return List.of(
                StyledText.code(feature.path("name")),
                share(feature.at("/train/missing_rows"), trainingRows),
                share(feature.at("/test/missing_rows"), testRows));
    }

    private static StyledText share(JsonNode rows, long whole) {
        return StyledText.number(NumberText.percent(rows.asLong(), whole));
    }

    private static StyledText quantile(JsonNode values, int percentile) {
        JsonNode quantile = values.path("quantiles").path(percentile);
        return quantile.isNumber()
                ? StyledText.number(DecimalText.significant(quantile.doubleValue(), DIGITS))
                : StyledText.placeholder("no value");
    }

    private static List<StyledText> mostFrequent(JsonNode values, long whole) {
        JsonNode category = values.path("most_frequent");
        return category.isObject()
                ? List.of(StyledText.code(category.path("category")), share(category.path("rows"), whole))
                : List.of(StyledText.placeholder("none"), StyledText.placeholder("none"));
    }
}
