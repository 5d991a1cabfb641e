package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.card.page.Block;
import io.modelfactory.worker.card.page.Block.Prose;
import io.modelfactory.worker.card.page.Block.Table;
import io.modelfactory.worker.card.page.Section;
import io.modelfactory.worker.card.page.Value;
import io.modelfactory.worker.card.page.Value.Kind;
import io.modelfactory.worker.card.text.Decimals;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the gate asked, what it found, and what followed. */
final class GateSection {
    /** Enough to tell a value from a threshold that it just misses. */
    private static final int DIGITS = 6;

    private GateSection() {}

    static Section of(CardDocuments documents) {
        JsonNode receipt = documents.receipt();
        JsonNode profile = receipt.path("governance_profile");
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Prose(
                "The gate's decision is %s. It held the evaluation on the test rows against the governance profile %s, revision %s; every check has to hold."
                        .formatted(
                                receipt.path("gate_decision").asText(),
                                profile.path("policy_id").asText(),
                                profile.path("revision").asText())));
        blocks.add(new Table(
                "Checks of the gate",
                List.of("Check", "Applies to", "Observed", "Required", "Margin", "Verdict"),
                documents.checks().stream().map(GateSection::row).toList()));
        if (!receipt.path("reason_codes").isEmpty()) {
            blocks.add(new Prose("Reason codes: "
                    + CardDocuments.list(receipt.path("reason_codes")).stream()
                            .map(JsonNode::asText)
                            .collect(Collectors.joining(", "))
                    + "."));
        }
        JsonNode baseline = receipt.path("baseline_bundle");
        if (baseline.isObject()) {
            blocks.add(new Prose(
                    "Champion: the checks called max_regression compare with bundle %s, version %s (model SHA-256 %s), scored on the same rows."
                            .formatted(
                                    baseline.path("bundle_id").asText(),
                                    baseline.path("bundle_version").asText(),
                                    baseline.path("model_sha256").asText())));
        }
        return new Section("gate", "Gate", blocks);
    }

    private static List<Value> row(JsonNode check) {
        boolean passed = check.path("verdict").asText().equals("PASS");
        return List.of(
                Value.code(check.path("check")),
                scope(check),
                number(check.path("observed")),
                Value.number(operator(check) + " " + text(check.path("threshold"))),
                margin(check),
                new Value(passed ? Kind.GOOD : Kind.BAD, passed ? "PASS" : "FAIL"));
    }

    private static Value scope(JsonNode check) {
        String scope = check.path("scope").asText();
        if (scope.isEmpty()) {
            return Value.text("all test rows");
        } else if (check.has("allowed_regression")) {
            return Value.text("champion has %s, %s worse is allowed"
                    .formatted(text(check.path("baseline_observed")), text(check.path("allowed_regression"))));
        }
        return Value.code(scope);
    }

    /** How far the value is on the right side of its threshold. */
    private static Value margin(JsonNode check) {
        boolean atLeast = check.path("operator").asText().equals(">=");
        return Measure.defined(check.path("observed"))
                .flatMap(observed -> Measure.defined(check.path("threshold"))
                        .map(threshold -> atLeast ? observed - threshold : threshold - observed))
                .map(margin -> Value.number((margin < 0 ? "" : "+") + Decimals.significant(margin, DIGITS - 2)))
                .orElse(Value.nothing("none"));
    }

    private static Value number(JsonNode number) {
        return number.isNumber() ? Value.number(text(number)) : Value.nothing("undefined");
    }

    private static String text(JsonNode number) {
        return number.isNumber() ? Decimals.significant(number.doubleValue(), DIGITS) : "undefined";
    }

    /** {@code auc_roc is 0.83, at least 0.75 is required}, and what it is about if that is not all test rows. */
    static String sentence(JsonNode check) {
        String scope = check.path("scope").asText();
        return "%s is %s, %s %s is required%s"
                .formatted(
                        check.path("metric").asText(),
                        text(check.path("observed")),
                        operator(check),
                        text(check.path("threshold")),
                        scope.isEmpty() ? "" : " (" + scope + ")");
    }

    private static String operator(JsonNode check) {
        String operator = check.path("operator").asText();
        return switch (operator) {
            case ">=" -> "at least";
            case "<=" -> "at most";
            default -> operator;
        };
    }
}
