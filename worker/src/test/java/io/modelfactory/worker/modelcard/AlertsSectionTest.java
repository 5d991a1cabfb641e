package io.modelfactory.worker.modelcard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The scorecard, its cost curve, the weeks and the gaps on a card. */
class AlertsSectionTest {
    private final CardFixture fixture = new CardFixture("text");

    @Test
    void theScorecardIsOnTheCardWithItsIntervals() {
        CardFixture.scorecard(fixture.report.withObject("/metrics"));

        assertThat(markdown())
                .contains("## Alerts and money")
                .contains("An alert is a test row whose score is at least 0.42. Days are those of Europe/Berlin.")
                .contains("Of the 3 days of the test part, 2 keep that budget; the worst day has 25.5 alerts.")
                .contains("| Value detection rate (VDR) | 40.00% | 0.25 to 0.6 |")
                .contains("| Money saved | -10.5 | *none* |")
                .contains("| Card precision of the first 100 of a day | 30.00% | *none* |")
                .contains("- Not measured: account_detection_rate, which needs columns.entity_id.")
                .contains("| 2026-02-01 |")
                .contains("| 2026-W05 | 700 | 12 | 0.8100 (0.7000 to 0.9000) |");
    }

    @Test
    void alertsByDayAndTheCostCurveAreDrawn() {
        CardFixture.scorecard(fixture.report.withObject("/metrics"));

        String html = new String(fixture.card().content(CardFormat.HTML), StandardCharsets.UTF_8);

        assertThat(html).contains("id=\"alerts-by-day-title\"", "id=\"cost-curve-title\"", ">highest<");
        // Of three points the last costs more than it saves; the axis begins at 0.
        assertThat(html.substring(html.indexOf("cost-curve-title")))
                .containsPattern("<polyline class=\"measured\" points=\"[0-9.]+,[0-9.]+ [0-9.]+,[0-9.]+\"");
    }

    @Test
    void aCurveThatNeverSavesIsNotDrawn() {
        CardFixture.scorecard(fixture.report.withObject("/metrics"));
        fixture.report.withObject("/metrics/scorecard/cost_curve/highest").put("money_saved", -1.0);

        assertThat(markdown()).doesNotContain("Money saved by threshold");
    }

    @Test
    void gapsAndIntervalsOfGroupsAreOnTheCard() {
        ObjectNode metrics = fixture.report.withObject("/metrics");
        metrics.putArray("gaps")
                .addObject()
                .put("column", "channel")
                .put("metric", "auc_roc")
                .put("groups", 3)
                .put("gap", 0.07)
                .put("lower", 0.01)
                .put("upper", 0.2);
        ((ObjectNode) metrics.withArray("slices").get(0))
                .withObject("/intervals/metrics/auc_roc")
                .put("lower", 0.6)
                .put("upper", 0.9);
        ((ObjectNode) metrics.withArray("slices").get(0)).withObject("/metrics").put("auc_roc", 0.75);
        ((ObjectNode) fixture.receipt.withArray("checks").get(1)).put("verdict", "INCONCLUSIVE");

        assertThat(markdown())
                .contains("| `channel` | auc_roc | 3 | 0.0700 | 0.0100 to 0.2000 |")
                .contains("0.7500 (0.6000 to 0.9000)")
                .contains("| **INCONCLUSIVE** |");
    }

    @Test
    void theCardSaysHowFarTheTestRowsDiffer() {
        ObjectNode drift = fixture.report.withObject("/metrics/drift");
        ObjectNode index = drift.putObject("stability_index").put("scores", 0.02);
        ObjectNode features = index.putObject("features");
        for (int feature = 0; feature < 12; feature++) {
            features.put("f" + feature, feature / 100.0);
        }
        drift.putObject("adversarial").put("auc", 0.57);

        assertThat(markdown())
                .contains("with an AUC of 0.5700")
                .contains("the 10 highest of 12 features")
                .containsSubsequence("| scores of the model | 0.0200 |", "| `f11` | 0.1100 |", "| `f2` | 0.0200 |")
                .doesNotContain("| `f1` |");
    }

    @Test
    void theCardSaysWhatTheRowsCouldHaveShown() {
        assertThat(markdown()).doesNotContain("Power, the chance");

        ((ObjectNode) fixture.receipt.withArray("checks").get(0))
                .put("check", "max_regression_auc_roc")
                .put("power", 0.93);

        assertThat(markdown()).contains("passes on so many rows: max_regression_auc_roc 93.00%.");
    }

    private String markdown() {
        return new String(fixture.card().content(CardFormat.MARKDOWN), StandardCharsets.UTF_8);
    }
}
