package io.modelfactory.worker.inspect.explain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The total of a scorecard in words, what it could not measure, and where its cost curve is highest. */
final class ScorecardText {
    private ScorecardText() {}

    /** @param scorecard of an evaluation, or a missing node, of which there is nothing to say */
    static List<String> lines(JsonNode scorecard) {
        List<String> lines = new ArrayList<>();
        scorecard.path("total").properties().forEach(entry -> {
            if (entry.getValue().isNumber()) {
                lines.add(entry.getKey() + " " + entry.getValue());
            }
        });
        for (JsonNode top : scorecard.at("/total/top")) {
            top.properties().stream()
                    .filter(entry -> !entry.getKey().equals("k"))
                    .forEach(entry ->
                            lines.add("daily_" + entry.getKey() + "_at_" + top.path("k") + " " + entry.getValue()));
        }
        JsonNode budget = scorecard.path("budget");
        if (budget.isObject()) {
            lines.add("budget of " + budget.path("alerts_per_day") + " alerts a day kept on " + budget.path("days_kept")
                    + " of " + scorecard.path("days") + " days, at most " + budget.path("most_alerts") + " alerts");
        }
        JsonNode highest = scorecard.at("/cost_curve/highest");
        if (highest.isObject()) {
            lines.add("of all thresholds " + highest.path("threshold") + " saves most of these rows: money_saved "
                    + highest.path("money_saved") + " by " + highest.path("alerts") + " alerts");
        }
        scorecard
                .path("not_measured")
                .properties()
                .forEach(entry -> lines.add(entry.getKey() + " not measured, needs "
                        + entry.getValue().asText()));
        return lines;
    }
}
