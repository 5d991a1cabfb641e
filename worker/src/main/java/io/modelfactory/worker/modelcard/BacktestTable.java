package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.modelcard.page.PageBlock;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText;
import java.util.ArrayList;
import java.util.List;

/** The windows of a backtest, the newest last. */
final class BacktestTable {
    private static final List<Metric> SHOWN = List.of(Metric.AUC_ROC, Metric.AUC_PR, Metric.BRIER, Metric.LOG_LOSS);

    private BacktestTable() {}

    /** Nothing if the governance profile asks for no backtest. */
    static List<PageBlock> of(JsonNode backtest) {
        if (!backtest.isObject()) {
            return List.of();
        }
        boolean champion = backtest.at("/mean/champion_recipe").isObject();
        List<String> headings = new ArrayList<>(List.of("Tested on", "Rows", "Positives"));
        SHOWN.forEach(metric -> headings.add(metric.title()));
        if (champion) {
            headings.add("Champion's recipe, " + Metric.AUC_ROC.title());
        }
        List<List<StyledText>> rows = new ArrayList<>();
        for (JsonNode window : backtest.path("results")) {
            rows.add(row(
                    StyledText.text(day(window.path("test_from")) + " to before " + day(window.path("test_until"))),
                    window,
                    champion));
        }
        rows.add(row(StyledText.text("Mean of the windows"), backtest.path("mean"), champion));
        return List.of(
                new Paragraph(
                        ("Backtest: the same recipe was trained on %s windows of %s days, each tested on the %s days"
                                        + " that begin %s days after it.")
                                .formatted(
                                        backtest.path("windows").asText(),
                                        backtest.path("train_days").asText(),
                                        backtest.path("test_days").asText(),
                                        backtest.path("gap_days").asText())),
                new Table("Backtest", headings, rows));
    }

    private static String day(JsonNode time) {
        return time.asText().split("T", 2)[0];
    }

    private static List<StyledText> row(StyledText when, JsonNode measured, boolean champion) {
        JsonNode metrics = measured.path("metrics");
        List<StyledText> row =
                new ArrayList<>(List.of(when, count(metrics.path("test_rows")), count(metrics.path("test_positives"))));
        SHOWN.forEach(metric -> row.add(MetricText.value(metric, metrics)));
        if (champion) {
            row.add(MetricText.value(Metric.AUC_ROC, measured.at("/champion_recipe/metrics")));
        }
        return row;
    }

    private static StyledText count(JsonNode number) {
        return number.isNumber() ? NumberText.count(number) : StyledText.placeholder("");
    }
}
