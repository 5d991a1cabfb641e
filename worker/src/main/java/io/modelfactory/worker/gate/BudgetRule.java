package io.modelfactory.worker.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.gate.GateCheck.ThresholdOperator;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import java.util.Optional;

/** Whether the threshold that was chosen on the validation part keeps the alert budget on the days of the test part. */
final class BudgetRule {
    static final String CHECK = "min_budget_days_share";
    private static final String METRIC = "budget_days_share";

    private BudgetRule() {}

    /**
     * @param metrics of an evaluation
     * @param share of the days that must keep the budget
     * @return empty if the training profile pins no budget
     */
    static Optional<GateCheck> evaluate(JsonNode metrics, double share) {
        JsonNode budget = metrics.at("/scorecard/budget");
        if (!budget.isObject()) {
            return Optional.empty();
        }
        double kept = budget.path("share_of_days_kept").asDouble();
        return Optional.of(new GateCheck(
                CHECK,
                METRIC,
                ThresholdOperator.GREATER_OR_EQUAL,
                Optional.of(share),
                Optional.of(kept),
                kept >= share ? Verdict.PASS : Verdict.FAIL,
                new CheckScope.Budget(
                        budget.path("alerts_per_day").asDouble(),
                        budget.path("most_alerts").asDouble()),
                Optional.empty(),
                Optional.empty()));
    }
}
