package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose profile bounds the alerts of a day. */
class AlertBudgetIT {
    private static final String BUDGET = "decision_threshold: 0.5, alerts_per_day: 20, day_zone: Europe/Berlin,"
            + " cost_per_alert: 5, recovery_share: 0.6, top_k: [10]";

    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;
    private CardPaymentsFixture payments;

    @BeforeEach
    void start() throws IOException {
        factory = new StageFixture(folder, 1);
        payments = new CardPaymentsFixture(factory.storeRoot);
    }

    @AfterEach
    void stop() {
        factory.close();
    }

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
        JsonNode check = check(run);
        assertThat(check.path("verdict").asText()).isEqualTo("PASS");
        assertThat(check.path("threshold").asDouble()).isEqualTo(0.5);
        assertThat(check.path("most_alerts")).isEqualTo(card.at("/budget/most_alerts"));
    }

    @Test
    void withoutEventTimesABudgetIsRefusedByName() throws IOException {
        RunRecord run = run("timeless", BUDGET, "", columns -> columns.remove("event_time"));

        assertThat(run.failureCode()).contains(FailureCode.DATASET_INVALID);
        assertThat(run.failureMessage().orElseThrow())
                .contains("columns.event_time: is needed by", "the profile's evaluation.alerts_per_day");
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

    private JsonNode check(RunRecord run) throws IOException {
        for (JsonNode check : document(run, "gate_receipt").path("checks")) {
            if (check.path("check").asText().equals("min_budget_days_share")) {
                return check;
            }
        }
        throw new AssertionError("the budget was not checked");
    }

    private RunRecord run(String name, String evaluation, String governance, Consumer<ObjectNode> columns)
            throws IOException {
        String manifest = payments.write("dm_" + name, columns);
        String training = payments.training(name + "-training", "xgboost_hist", "rounds: 20, max_depth: 3", evaluation);
        String judging = payments.governance(
                name + "-governance", "eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}\n" + governance);
        String runKey = factory.submitTrainBuild("mf.budget." + name, true, document -> {
            document.put("training_config_ref", training).put("governance_profile_ref", judging);
            document.putArray("dataset_manifest_refs").add(manifest);
        });
        factory.executeAll();
        return factory.run(runKey);
    }

    private JsonNode document(RunRecord run, String name) throws IOException {
        Path file = factory.storeRoot.resolve(
                Objects.requireNonNull(run.refs().get(name)).ref());
        return Json.parse(Files.readAllBytes(file));
    }
}
