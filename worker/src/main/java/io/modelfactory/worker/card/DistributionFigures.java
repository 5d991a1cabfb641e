package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.card.page.Block.Figure;
import io.modelfactory.worker.card.page.Block.Table;
import io.modelfactory.worker.card.page.Value;
import io.modelfactory.worker.card.plot.Axis;
import io.modelfactory.worker.card.plot.Axis.Unit;
import io.modelfactory.worker.card.plot.ColumnPlot;
import io.modelfactory.worker.card.plot.ColumnPlot.Column;
import io.modelfactory.worker.card.plot.ColumnPlot.Series;
import io.modelfactory.worker.card.plot.ColumnPlot.Style;
import io.modelfactory.worker.card.plot.RankPlot;
import io.modelfactory.worker.card.plot.RankPlot.Bar;
import io.modelfactory.worker.card.text.Decimals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Figures of how the scores are distributed, and of what the model looks at. */
final class DistributionFigures {
    private static final int MOST_BARS = 20;
    private static final int MOST_ROWS = 30;
    private static final int DIGITS = 5;

    private DistributionFigures() {}

    static Optional<Figure> scores(JsonNode metrics) {
        List<JsonNode> bins = CardDocuments.list(metrics.path("score_histogram"));
        return bins.isEmpty() ? Optional.empty() : Optional.of(scores(bins));
    }

    private static Figure scores(List<JsonNode> bins) {
        List<Series> series = List.of(
                new Series("negative rows", Style.FIRST, columns(bins, "negatives")),
                new Series("positive rows", Style.SECOND, columns(bins, "positives")));
        double highest = series.stream()
                .flatMap(one -> one.columns().stream())
                .mapToDouble(Column::height)
                .max()
                .orElse(0);
        return new Figure(
                "scores",
                "Score distribution",
                "The scores of the test rows of either class, as shares of the class: however rare the positives are, the two"
                        + " can be compared. The further apart they lie, the better the model tells them apart.",
                new ColumnPlot(
                        Axis.unitInterval("Score"), Axis.covering("Share of the class", highest, Unit.PERCENT), series),
                new Table(
                        "Test rows by score",
                        List.of("From", "To", "Negatives", "Positives"),
                        bins.stream().map(DistributionFigures::row).toList()));
    }

    private static List<Column> columns(List<JsonNode> bins, String rows) {
        long all = bins.stream().mapToLong(bin -> bin.path(rows).asLong()).sum();
        return bins.stream()
                .map(bin -> new Column(
                        bin.path("lower").asDouble(),
                        bin.path("upper").asDouble(),
                        all == 0 ? 0 : (double) bin.path(rows).asLong() / all))
                .toList();
    }

    private static List<Value> row(JsonNode bin) {
        return List.of(
                Value.number(Decimals.fixed(bin.path("lower").asDouble(), 2)),
                Value.number(Decimals.fixed(bin.path("upper").asDouble(), 2)),
                Words.count(bin.path("negatives")),
                Words.count(bin.path("positives")));
    }

    static Optional<Figure> importance(JsonNode metrics) {
        List<Bar> bars = new ArrayList<>();
        metrics.path("feature_importance_gain")
                .properties()
                .forEach(entry ->
                        bars.add(new Bar(entry.getKey(), entry.getValue().asDouble())));
        // By name where the gain is the same, so that the order does not depend on the document's.
        bars.sort(Comparator.comparingDouble(Bar::value).reversed().thenComparing(Bar::name));
        return bars.isEmpty() ? Optional.empty() : Optional.of(importance(bars));
    }

    private static Figure importance(List<Bar> bars) {
        String most = bars.size() > MOST_BARS ? " The " + MOST_BARS + " highest of " + bars.size() + " are drawn." : "";
        return new Figure(
                "importance",
                "Feature importance",
                "The average gain in the training objective of the splits on each feature: how much the model leans on it, not"
                        + " in which direction, and not whether it is a cause. A feature without any split is not listed."
                        + most,
                new RankPlot(
                        Axis.covering("Average gain", bars.get(0).value(), Unit.NUMBER),
                        bars.stream().limit(MOST_BARS).toList()),
                new Table(
                        bars.size() > MOST_ROWS ? "The " + MOST_ROWS + " highest average gains" : "Average gain",
                        List.of("Feature", "Average gain"),
                        bars.stream()
                                .limit(MOST_ROWS)
                                .map(bar -> List.of(
                                        Value.code(bar.name()),
                                        Value.number(Decimals.significant(bar.value(), DIGITS))))
                                .toList()));
    }
}
