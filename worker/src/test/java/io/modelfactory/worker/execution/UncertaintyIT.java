package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.inspect.GateCheckDescriptions;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Runs whose gate judges by where the numbers lie. */
class UncertaintyIT extends CardPaymentRuns {
    private static final String BY_BOUND = "uncertainty: {judge: bound, bootstrap_draws: 199}";

    @Test
    void intervalsAreReportedAndJudged() throws IOException {
        RunRecord run = run("clear", SMALL, """
                eval_thresholds: {min_auc_roc: 0.7, min_brier_skill: 0.01}
                """ + BY_BOUND);

        assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        JsonNode intervals = document(run, "eval_report").at("/metrics/intervals");
        // The test part has 12 days, too few to draw from; of 300 cards nearly all paid in it.
        assertThat(intervals.at("/bootstrap/blocks/unit").asText()).isEqualTo("entity");
        assertThat(intervals.at("/bootstrap/blocks/count").asInt()).isBetween(250, 300);
        JsonNode auc = intervals.at("/metrics/auc_roc");
        double measured = document(run, "eval_report").at("/metrics/auc_roc").asDouble();
        assertThat(auc.path("method").asText()).isEqualTo("delong");
        assertThat(auc.path("lower").asDouble()).isBetween(0.7, measured);
        assertThat(auc.path("upper").asDouble()).isBetween(measured, 1.0);
        assertThat(intervals.at("/metrics/brier_skill/method").asText()).isEqualTo("bootstrap");
        JsonNode check = document(run, "gate_receipt").at("/checks/0");
        assertThat(check.path("check").asText()).isEqualTo("min_auc_roc");
        assertThat(check.path("lower")).isEqualTo(auc.path("lower"));
        assertThat(check.path("verdict").asText()).isEqualTo("PASS");
        assertThat(GateCheckDescriptions.of(document(run, "gate_receipt"))
                        .get(0)
                        .text())
                .contains("it lies between " + auc.path("lower") + " and " + auc.path("upper") + " at 0.95");
        assertThat(Files.readString(file(run, "registry_record").resolveSibling("model_card.md")))
                .contains("Bounds in brackets are those of intervals at level 0.95")
                .containsPattern("min_auc_roc.*0\\.8[0-9]* \\(0\\.8[0-9]* to 0\\.[89][0-9]*\\)");
    }

    @Test
    void aThresholdWithinTheIntervalPublishesNothing() throws IOException {
        RunRecord clear = run("clear", SMALL, "eval_thresholds: {min_auc_roc: 0.7}");
        double measured = document(clear, "eval_report").at("/metrics/auc_roc").asDouble();
        String justBelow = String.format(Locale.ROOT, "%.4f", measured - 0.001);

        RunRecord run = run("unclear", SMALL, """
                eval_thresholds: {min_auc_roc: %s, min_brier_skill: 0.01}
                """.formatted(justBelow) + BY_BOUND);

        assertThat(document(run, "eval_report").at("/metrics/auc_roc").asDouble())
                .as("the point passes")
                .isEqualTo(measured);
        assertThat(run.failureCode()).contains(FailureCode.GATE_INCONCLUSIVE);
        assertThat(document(run, "eval_report").path("gate_decision").asText()).isEqualTo("FAIL");
        assertThat(document(run, "gate_receipt").path("reason_codes")).hasToString("[\"GATE_INCONCLUSIVE\"]");
        assertThat(document(run, "gate_receipt").at("/checks/0/verdict").asText())
                .isEqualTo("INCONCLUSIVE");
    }

    @Test
    void aChallengerMustBeShownToBeNoWorseThanIsAllowed() throws IOException {
        String easy = "eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}\n";
        RunRecord champion = run("champion", SMALL, easy);
        String pinned = easy + """
                minimum_comparison_rows: 500
                %s
                baseline_bundle: {bundle_id: %s, bundle_version: %s, allowed_regression: {auc_roc: %s, brier_skill: 0.05}}
                """;
        JsonNode bundle = document(champion, "registry_record");
        String id = bundle.path("bundle_id").asText();
        String version = bundle.path("bundle_version").asText();

        RunRecord equal = run("equal", "rounds: 22, max_depth: 3", pinned.formatted(BY_BOUND, id, version, "0.02"));
        RunRecord strict = run("strict", "rounds: 10, max_depth: 2", pinned.formatted(BY_BOUND, id, version, "0.0"));

        assertThat(equal.state()).as(equal.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        JsonNode difference = document(equal, "eval_report").at("/metrics/baseline/difference");
        assertThat(difference.at("/metrics/auc_roc/method").asText()).isEqualTo("delong");
        assertThat(difference.at("/metrics/brier_skill/method").asText()).isEqualTo("bootstrap");
        assertThat(check(equal, "max_regression_auc_roc").path("power").asDouble())
                .isBetween(0.9, 1.0);
        assertThat(strict.failureCode()).contains(FailureCode.GATE_INCONCLUSIVE);
        JsonNode undecided = check(strict, "max_regression_auc_roc");
        assertThat(undecided.path("lower").asDouble()).isNegative();
        assertThat(undecided.path("upper").asDouble()).isPositive();
    }

    @Test
    void blocksWithoutTheirRoleAreRefusedBeforeTraining() throws IOException {
        RunRecord run = run(
                "blocks",
                SMALL,
                "eval_thresholds: {min_auc_roc: 0.6}\nuncertainty: {judge: bound, blocks: entity}",
                columns -> columns.remove("entity_id"));

        assertThat(run.failureCode()).contains(FailureCode.GOVERNANCE_PROFILE_INVALID);
        assertThat(run.failureMessage())
                .contains("uncertainty.blocks: entity needs columns.entity_id, the dataset declares none");
        assertThat(run.refs()).doesNotContainKey("execution_record");
    }

    private RunRecord run(String name, String hyperParameters, String governance) throws IOException {
        return run(name, hyperParameters, governance, columns -> {});
    }

    @Override
    protected RunRecord run(String name, String hyperParameters, String governance, Consumer<ObjectNode> columns)
            throws IOException {
        return super.run(
                name, payments.training(name + "-training", XGBOOST, hyperParameters, PLAIN), governance, columns);
    }
}
