package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Runs whose profiles bound the alerts of a day, and judge what they find. */
class AlertBudgetIT extends CardPaymentRuns {
    private static final String BUDGET = "decision_threshold: 0.5, alerts_per_day: 20, day_zone: Europe/Berlin,"
            + " cost_per_alert: 5, recovery_share: 0.6, top_k: [10]";

    @Test
    void theThresholdThatTheBudgetAllowsIsShipped() throws IOException {
        RunRecord run = run("kept", BUDGET, "min_budget_days_share: 0.5", columns -> {});

        assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        double threshold =
                document(run, "model_artifact").path("decision_threshold").asDouble();
        JsonNode metrics = document(run, "eval_report").path("metrics");
        assertThat(threshold).isNotEqualTo(0.5).isBetween(0.05, 0.95);
        assertThat(metrics.at("/confusion/threshold").asDouble()).isEqualTo(threshold);
        JsonNode card = metrics.path("scorecard");
        assertThat(card.path("threshold").asDouble()).isEqualTo(threshold);
        // 12 days in UTC, the last of which ends in Berlin's next one.
        assertThat(card.path("daily")).hasSizeBetween(12, 14);
        double alerts = 0;
        for (JsonNode day : card.path("daily")) {
            alerts += day.path("alerts").asDouble();
        }
        assertThat(card.at("/total/alerts").asDouble()).isEqualTo(alerts);
        assertThat(card.at("/total/money_saved").isNumber()).isTrue();
        assertThat(card.at("/total/top/0/card_precision").asDouble()).isGreaterThan(0.3);
        assertThat(card.at("/budget/share_of_days_kept").asDouble()).isBetween(0.5, 1.0);
        assertThat(metrics.at("/drift/adversarial/auc").asDouble())
                .as("no drift in these payments")
                .isBetween(0.4, 0.6);
        assertThat(metrics.at("/drift/stability_index/features/money").asDouble())
                .isBetween(0.0, 0.05);
        JsonNode check = check(run, "min_budget_days_share");
        assertThat(check.path("verdict").asText()).isEqualTo("PASS");
        assertThat(check.path("threshold").asDouble()).isEqualTo(0.5);
        assertThat(check.path("most_alerts")).isEqualTo(card.at("/budget/most_alerts"));
    }

    @Test
    void whatAlertsFindEachWeekAndTheGapOfGroupsAreJudgedByTheirBounds() throws IOException {
        RunRecord run = run("judged", BUDGET, """
                min_budget_days_share: 0.5
                scorecard_thresholds: {min_value_detection_rate: 0.2, max_account_false_positive_ratio: 3,
                  min_money_saved: 0, min_daily_card_precision_at_10: 0.2}
                weeks: {min_positives: 20, eval_thresholds: {min_auc_roc: 0.6}}
                slices: [{column: channel, min_positives: 20, eval_thresholds: {min_auc_roc: 0.6}, max_gaps: {auc_roc: 0.3}}]
                uncertainty: {judge: bound, bootstrap_draws: 99, level: 0.9}""", CardPaymentsFixture::withChannel);

        assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        JsonNode metrics = document(run, "eval_report").path("metrics");
        JsonNode value = check(run, "min_value_detection_rate");
        assertThat(value.path("lower"))
                .isEqualTo(metrics.at("/scorecard/intervals/metrics/value_detection_rate/lower"));
        assertThat(value.path("observed")).isEqualTo(metrics.at("/scorecard/total/value_detection_rate"));
        assertThat(value.path("lower").asDouble())
                .isBetween(0.2, value.path("observed").asDouble());
        assertThat(metrics.at("/scorecard/cost_curve/points").size()).isGreaterThan(100);
        JsonNode week = check(run, "min_weekly_auc_roc");
        assertThat(week.path("scope").asText()).startsWith("week:2025-W");
        assertThat(week.path("judged_weeks").asInt()).isBetween(2, 3);
        assertThat(week.path("method").asText()).isEqualTo("delong");
        JsonNode gap = check(run, "max_gap_auc_roc");
        assertThat(gap.path("upper").asDouble())
                .isGreaterThan(gap.path("observed").asDouble());
        assertThat(metrics.at("/slices/0/intervals/metrics/auc_roc/method").asText())
                .isEqualTo("delong");
    }

    @Test
    void withoutEventTimesABudgetIsRefusedByName() throws IOException {
        RunRecord run = run("timeless", BUDGET, "", columns -> columns.remove("event_time"));

        assertThat(run.failureCode()).contains(FailureCode.DATASET_INVALID);
        assertThat(run.failureMessage().orElseThrow())
                .contains("columns.event_time: is needed by", "the profile's evaluation.alerts_per_day")
                .contains("evaluation.top_k", "evaluation.day_zone", "evaluation.cost_per_alert");
        assertThat(run.refs()).doesNotContainKey("execution_record");
    }

    @Test
    void anUnknownZoneAndHalfAPriceAreRefused() throws IOException {
        RunRecord zone = run("zone", "decision_threshold: 0.5, day_zone: Berlin", "", columns -> {});
        RunRecord price = run("price", "decision_threshold: 0.5, cost_per_alert: 3", "", columns -> {});

        assertThat(zone.failureCode()).contains(FailureCode.TRAINING_PROFILE_INVALID);
        assertThat(zone.failureMessage().orElseThrow()).contains("evaluation.day_zone: there is no zone Berlin");
        assertThat(price.failureCode()).contains(FailureCode.TRAINING_PROFILE_INVALID);
        assertThat(price.failureMessage().orElseThrow()).contains("say what is saved only together");
    }

    @Test
    void whatCannotBeMeasuredIsRefusedByNameBeforeTraining() throws IOException {
        String value = "scorecard_thresholds: {min_value_detection_rate: 0.2}";
        refused(
                "amount",
                BUDGET,
                value,
                columns -> columns.remove("amount"),
                "value_detection_rate needs columns.amount");
        refused("none", PLAIN, value, columns -> {}, "value_detection_rate needs a scorecard");
        refused("k", BUDGET, "scorecard_thresholds: {min_daily_precision_at_11: 0.2}", columns -> {}, "top_k with 11");
        refused(
                "large",
                BUDGET.replace("[10]", "[5000]"),
                "",
                columns -> {},
                "top_k: 5000 is above the events of every day");
        refused(
                "budget",
                BUDGET.replace("alerts_per_day: 20", "alerts_per_day: 5000"),
                "",
                columns -> {},
                "alerts_per_day: 5000.0 is no less than the events of every day of the validation part");
        refused("debit", BUDGET, "", columns -> columns.put("amount", "score"), "have no amount of at least 0");
        refused(
                "cards",
                BUDGET.replace("[10]", "[200]"),
                "scorecard_thresholds: {min_daily_card_precision_at_200: 0.2}",
                columns -> {},
                "daily_card_precision_at_200 needs a day of the test part with 200 entities");
        refused(
                "weeks",
                PLAIN,
                "weeks: {eval_thresholds: {min_auc_roc: 0.6}}",
                columns -> columns.remove("event_time"),
                "columns.event_time");
        refused("column", BUDGET, "", columns -> columns.put("amount", "monney"), "monney");
    }

    private void refused(
            String name, String evaluation, String governance, Consumer<ObjectNode> columns, String message)
            throws IOException {
        RunRecord run = run("refused-" + name, evaluation, governance, columns);

        assertThat(run.failureMessage().orElse("")).as(name).contains(message);
        assertThat(run.refs()).as(name).doesNotContainKey("model");
    }

    @Override
    protected RunRecord run(String name, String evaluation, String governance, Consumer<ObjectNode> columns)
            throws IOException {
        return super.run(
                name, payments.training(name + "-training", XGBOOST, SMALL, evaluation), EASY + governance, columns);
    }
}
