package io.modelfactory.worker.inspect.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import org.junit.jupiter.api.Test;

class ScorecardTextTest {
    @Test
    void theTotalIsSaidMeasureByMeasure() {
        ObjectNode card = Json.object().put("days", 12);
        card.putObject("total")
                .put("alerts", 40.5)
                .put("value_detection_rate", 0.25)
                .putArray("top")
                .addObject()
                .put("k", 100)
                .put("precision", 0.5);
        card.putObject("budget")
                .put("alerts_per_day", 20.0)
                .put("days_kept", 11)
                .put("most_alerts", 31.0);
        card.putObject("cost_curve")
                .putObject("highest")
                .put("threshold", 0.125)
                .put("money_saved", 812.5)
                .put("alerts", 33.0);
        card.putObject("not_measured").put("account_detection_rate", "columns.entity_id");

        assertThat(ScorecardText.lines(card))
                .containsExactly(
                        "alerts 40.5",
                        "value_detection_rate 0.25",
                        "daily_precision_at_100 0.5",
                        "budget of 20.0 alerts a day kept on 11 of 12 days, at most 31.0 alerts",
                        "of all thresholds 0.125 saves most of these rows: money_saved 812.5 by 33.0 alerts",
                        "account_detection_rate not measured, needs columns.entity_id");
    }

    @Test
    void withoutAScorecardThereIsNothingToSay() {
        assertThat(ScorecardText.lines(MissingNode.getInstance())).isEmpty();
    }
}
