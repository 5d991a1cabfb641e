package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.modelcard.page.PageBlock.Figure;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText;
import io.modelfactory.worker.modelcard.plot.Axis;
import io.modelfactory.worker.modelcard.plot.Axis.Unit;
import io.modelfactory.worker.modelcard.plot.BarPlot;
import io.modelfactory.worker.modelcard.plot.BarPlot.Bar;
import io.modelfactory.worker.modelcard.plot.ColumnPlot;
import io.modelfactory.worker.modelcard.plot.ColumnPlot.Column;
import io.modelfactory.worker.modelcard.plot.ColumnPlot.Series;
import io.modelfactory.worker.modelcard.plot.ColumnPlot.SeriesStyle;
import io.modelfactory.worker.modelcard.text.DecimalText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Figures of how the scores are distributed, and of what the model looks at. */
final class DistributionFigures {
    private static final int MAX_BARS = 20;
    private static final int MAX_ROWS = 30;
    private static final int DIGITS = 5;

    /** A class of fewer rows is invisible beside the other on a linear axis. */
    private static final double RARE = 0.05;

    private DistributionFigures() {}

    static Optional<Figure> scores(JsonNode metrics) {
        List<JsonNode> bins = CardDocuments.list(metrics.path("score_histogram"));
        return bins.isEmpty() ? Optional.empty() : Optional.of(scores(bins));
    }

    private static Figure scores(List<JsonNode> bins) {
        long positives = rows(bins, "positives");
        long negatives = rows(bins, "negatives");
        return Math.min(positives, negatives) < RARE * (positives + negatives) ? rareScores(bins) : evenScores(bins);
    }

    private static long rows(List<JsonNode> bins, String rows) {
        return bins.stream().mapToLong(bin -> bin.path(rows).asLong()).sum();
    }

    /** The rare class has its rows where the frequent one has many more, or none. */
    private static Figure rareScores(List<JsonNode> bins) {
        long highest = bins.stream()
                .mapToLong(bin -> Math.max(
                        bin.path("negatives").asLong(), bin.path("positives").asLong()))
                .max()
                .orElse(1);
        return new Figure(
                "scores",
                "Score distribution",
                "The test rows of either class by score. One class is rare, so the axis of rows is logarithmic: each line"
                        + " up is ten times as many. The further apart the two lie, the better the model separates them.",
                new ColumnPlot(
                        Axis.unitInterval("Score"),
                        Axis.logarithmic("Test rows, logarithmic", highest),
                        List.of(
                                new Series("negative rows", SeriesStyle.FIRST, counts(bins, "negatives")),
                                new Series("positive rows", SeriesStyle.SECOND, counts(bins, "positives")))),
                table(bins));
    }

    private static List<Column> counts(List<JsonNode> bins, String rows) {
        return bins.stream()
                .map(bin -> new Column(
                        bin.path("lower").asDouble(),
                        bin.path("upper").asDouble(),
                        bin.path(rows).asLong()))
                .toList();
    }

    private static Figure evenScores(List<JsonNode> bins) {
        List<Series> series = List.of(
                new Series("negative rows", SeriesStyle.FIRST, columns(bins, "negatives")),
                new Series("positive rows", SeriesStyle.SECOND, columns(bins, "positives")));
        double highest = series.stream()
                .flatMap(one -> one.columns().stream())
                .mapToDouble(Column::height)
                .max()
                .orElse(0);
        return new Figure(
                "scores",
                "Score distribution",
                "The scores of the test rows of either class, as shares of the class: however rare the positives"
                        + " are, the two"
                        + " can be compared. The further apart they lie, the better the model separates them.",
                new ColumnPlot(
                        Axis.unitInterval("Score"), Axis.covering("Share of the class", highest, Unit.PERCENT), series),
                table(bins));
    }

    private static Table table(List<JsonNode> bins) {
        return new Table(
                "Test rows by score",
                List.of("From", "To", "Negatives", "Positives"),
                bins.stream().map(DistributionFigures::row).toList());
    }

    private static List<Column> columns(List<JsonNode> bins, String rows) {
        long all = rows(bins, rows);
        return bins.stream()
                .map(bin -> new Column(
                        bin.path("lower").asDouble(),
                        bin.path("upper").asDouble(),
                        all == 0 ? 0 : (double) bin.path(rows).asLong() / all))
                .toList();
    }

    private static List<StyledText> row(JsonNode bin) {
        return List.of(
                StyledText.number(DecimalText.fixed(bin.path("lower").asDouble(), 2)),
                StyledText.number(DecimalText.fixed(bin.path("upper").asDouble(), 2)),
                NumberText.count(bin.path("negatives")),
                NumberText.count(bin.path("positives")));
    }

    static Optional<Figure> importance(CardDocuments documents) {
        List<Bar> bars = new ArrayList<>();
        documents
                .metrics()
                .path("feature_importance_gain")
                .properties()
                .forEach(entry ->
                        bars.add(new Bar(entry.getKey(), entry.getValue().asDouble())));
        // By name where the gain is the same, so that the order does not depend on the document's.
        bars.sort(Comparator.comparingDouble(Bar::value).reversed().thenComparing(Bar::name));
        JsonNode trees = documents.descriptor().at("/structure/trees");
        boolean linear = trees.isInt() && trees.intValue() == 0;
        return bars.isEmpty() ? Optional.empty() : Optional.of(linear ? spread(bars) : gain(bars));
    }

    /** Reports of builds before 0.2.0, and of models that cannot be opened, have none. */
    static Optional<Figure> contributions(CardDocuments documents) {
        JsonNode contributions = documents.metrics().path("contributions");
        List<Bar> bars = new ArrayList<>();
        contributions
                .path("mean_absolute")
                .properties()
                .forEach(entry ->
                        bars.add(new Bar(entry.getKey(), entry.getValue().asDouble())));
        bars.sort(Comparator.comparingDouble(Bar::value).reversed().thenComparing(Bar::name));
        return bars.isEmpty()
                ? Optional.empty()
                : Optional.of(contributions(bars, contributions.path("rows").asLong(), documents.features()));
    }

    private static Figure contributions(List<Bar> bars, long rows, List<JsonNode> features) {
        Map<String, String> texts = new HashMap<>();
        features.forEach(feature -> texts.put(
                feature.path("name").asText(), feature.path("reason_text").asText("")));
        String most = bars.size() > MAX_BARS ? " The " + MAX_BARS + " highest of " + bars.size() + " are drawn." : "";
        return new Figure(
                "contributions",
                "Contributions to the score",
                "By how much each feature moves the log-odds of a score, up or down, on average over "
                        + NumberText.counted(rows, "test row", "test rows")
                        + " (Shapley values). The text is what is said to"
                        + " people where the feature raises a score, as the training profile has it." + most,
                new BarPlot(
                        Axis.covering("Mean absolute contribution", bars.get(0).value(), Unit.NUMBER),
                        bars.stream().limit(MAX_BARS).toList()),
                new Table(
                        bars.size() > MAX_ROWS ? "The " + MAX_ROWS + " highest contributions" : "Contributions",
                        List.of("Feature", "Mean absolute contribution", "Text"),
                        bars.stream()
                                .limit(MAX_ROWS)
                                .map(bar -> List.of(
                                        StyledText.code(bar.name()),
                                        StyledText.number(DecimalText.significant(bar.value(), DIGITS)),
                                        StyledText.text(texts.getOrDefault(bar.name(), ""))))
                                .toList()));
    }

    private static Figure gain(List<Bar> bars) {
        return importance(
                bars,
                "The average gain in the training objective of the splits on each feature: how much the model leans"
                        + " on it, not in which direction, and not whether it is a cause. A feature without any split"
                        + " is not listed.",
                "Average gain",
                "average gains");
    }

    /** Of a model that has no splits. */
    private static Figure spread(List<Bar> bars) {
        return importance(
                bars,
                "By how much what each feature adds to the log-odds differs between training rows: how much the model"
                        + " leans on it, not in which direction, and not whether it is a cause.",
                "Standard deviation",
                "standard deviations");
    }

    private static Figure importance(List<Bar> bars, String meaning, String unit, String units) {
        String most = bars.size() > MAX_BARS ? " The " + MAX_BARS + " highest of " + bars.size() + " are drawn." : "";
        return new Figure(
                "importance",
                "Feature importance",
                meaning + most,
                new BarPlot(
                        Axis.covering(unit, bars.get(0).value(), Unit.NUMBER),
                        bars.stream().limit(MAX_BARS).toList()),
                new Table(
                        bars.size() > MAX_ROWS ? "The " + MAX_ROWS + " highest " + units : unit,
                        List.of("Feature", unit),
                        bars.stream()
                                .limit(MAX_ROWS)
                                .map(bar -> List.of(
                                        StyledText.code(bar.name()),
                                        StyledText.number(DecimalText.significant(bar.value(), DIGITS))))
                                .toList()));
    }
}
