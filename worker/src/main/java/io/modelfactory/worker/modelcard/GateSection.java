package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.modelcard.page.CardSection;
import io.modelfactory.worker.modelcard.page.PageBlock;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText;
import io.modelfactory.worker.modelcard.page.StyledText.TextStyle;
import io.modelfactory.worker.modelcard.text.DecimalText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the gate asked, what it found, and what followed. */
final class GateSection {
    /** Enough to show the difference between a threshold and a value that just misses it. */
    private static final int DIGITS = 6;

    private GateSection() {}

    static CardSection of(CardDocuments documents) {
        JsonNode receipt = documents.receipt();
        JsonNode profile = receipt.path("governance_profile");
        List<PageBlock> blocks = new ArrayList<>();
        blocks.add(new Paragraph(
                ("The gate's decision is %s. It held the evaluation on the test rows against the governance profile"
                                + " %s, revision %s; every check has to hold.")
                        .formatted(
                                receipt.path("gate_decision").asText(),
                                profile.path("policy_id").asText(),
                                profile.path("revision").asText())));
        if (receipt.has("gate_attempt")) {
            blocks.add(new Paragraph(("Attempt %s on these test rows: so many verdicts of this slot under this policy"
                            + " rest on the same data and split. The more there are, the less a pass proves.")
                    .formatted(DecimalText.grouped(receipt.path("gate_attempt").asLong()))));
        }
        JsonNode origin = receipt.path("thresholds_suggested_from");
        if (origin.isObject()) {
            blocks.add(new Paragraph("The thresholds were suggested by the validation rows of run %s, not by test rows."
                    .formatted(origin.path("run_key").asText())));
        }
        blocks.add(new Table(
                "Checks of the gate",
                List.of("Check", "Applies to", "Observed", "Required", "Margin", "Verdict"),
                documents.checks().stream().map(GateSection::row).toList()));
        if (documents.checks().stream().anyMatch(GateSection::provesNothing)) {
            blocks.add(new Paragraph(
                    "A check that proves nothing is passed as well by a constant score, or by a random order of the"
                            + " same rows. The gate needs at least one check of discrimination and one of probability"
                            + " that both of them fail."));
        }
        documents.checks().stream()
                .filter(check -> check.has("level"))
                .findFirst()
                .ifPresent(
                        check -> blocks.add(new Paragraph(("Bounds in brackets are those of intervals at level %s, in"
                                        + " comparisons one-sided on either side: a check passes if both clear what is"
                                        + " required, fails if none does, and is otherwise inconclusive.")
                                .formatted(text(check.path("level"))))));
        power(documents).ifPresent(blocks::add);
        if (!receipt.path("reason_codes").isEmpty()) {
            blocks.add(new Paragraph("Reason codes: "
                    + CardDocuments.list(receipt.path("reason_codes")).stream()
                            .map(JsonNode::asText)
                            .collect(Collectors.joining(", "))
                    + "."));
        }
        documents.publishOverride().map(GateSection::override).ifPresent(blocks::add);
        JsonNode baseline = receipt.path("baseline_bundle");
        if (baseline.isObject()) {
            blocks.add(new Paragraph(("Champion: the checks called max_regression compare with bundle %s, version %s"
                            + " (model SHA-256 %s), on the test rows that it was not fitted on.%s")
                    .formatted(
                            baseline.path("bundle_id").asText(),
                            baseline.path("bundle_version").asText(),
                            baseline.path("model_sha256").asText(),
                            compared(baseline.path("comparison")))));
        }
        return new CardSection("gate", "Gate", true, blocks);
    }

    /** Who decided where the gate could not, and why. */
    private static PageBlock override(JsonNode document) {
        JsonNode override = document.path("override");
        return new Paragraph(
                ("Published by override: the gate could not decide, and %s (request %s, authenticated by key"
                                + " %s) had the bundle published at %s. The reason given: %s")
                        .formatted(
                                override.path("requester_principal").asText(),
                                override.path("request_id").asText(),
                                override.path("authenticated_by").asText(),
                                override.path("granted_at").asText(),
                                override.path("reason").asText()));
    }

    /** Whether the rows could have shown what was asked of them. */
    private static Optional<PageBlock> power(CardDocuments documents) {
        String stated = documents.checks().stream()
                .filter(check -> check.has("power"))
                .map(check -> check.path("check").asText() + " "
                        + NumberText.percent(check.path("power").asDouble()))
                .collect(Collectors.joining(", "));
        return stated.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Paragraph(("Power, the chance that a candidate which truly is as good as the profile's"
                                        + " effect passes on so many rows: %s.")
                                .formatted(stated)));
    }

    private static String compared(JsonNode comparison) {
        if (comparison.has("not_comparable")) {
            return " It is not comparable: " + comparison.path("not_comparable").asText() + ".";
        }
        return " Compared are %s with %s; %s left out."
                .formatted(
                        NumberText.counted(comparison.path("rows").asLong(), "row", "rows"),
                        NumberText.counted(comparison.path("positives").asLong(), "positive", "positives"),
                        NumberText.counted(comparison.path("left_out_rows").asLong(), "row was", "rows were"));
    }

    private static List<StyledText> row(JsonNode check) {
        String verdict = check.path("verdict").asText();
        boolean passed = verdict.equals("PASS");
        return List.of(
                StyledText.code(check.path("check")),
                scope(check),
                observed(check),
                StyledText.number(operator(check) + " " + text(check.path("threshold"))),
                margin(check),
                new StyledText(
                        passed ? TextStyle.GOOD : TextStyle.BAD,
                        verdict + (provesNothing(check) ? ", proves nothing" : "")));
    }

    private static boolean provesNothing(JsonNode check) {
        return check.path("proves_nothing").asBoolean();
    }

    private static StyledText scope(JsonNode check) {
        String scope = check.path("scope").asText();
        if (scope.isEmpty()) {
            return StyledText.text("all test rows");
        } else if (check.has("allowed_regression")) {
            return StyledText.text("champion has %s, %s worse is allowed"
                    .formatted(text(check.path("baseline_observed")), text(check.path("allowed_regression"))));
        }
        return StyledText.code(scope);
    }

    private static StyledText margin(JsonNode check) {
        return marginOf(check).map(margin -> StyledText.number(signed(margin))).orElse(StyledText.placeholder("none"));
    }

    private static String signed(double margin) {
        return (margin < 0 ? "" : "+") + DecimalText.significant(margin, DIGITS - 2);
    }

    /** How far the value is on the right side of its threshold. */
    private static Optional<Double> marginOf(JsonNode check) {
        boolean atLeast = check.path("operator").asText().equals(">=");
        return MetricText.defined(check.path("observed"))
                .flatMap(observed -> MetricText.defined(check.path("threshold"))
                        .map(threshold -> atLeast ? observed - threshold : threshold - observed));
    }

    /** The check with the least margin in parts of its threshold, which chance could turn first; empty without any. */
    static Optional<String> tightest(CardDocuments documents) {
        return documents.checks().stream()
                .filter(check -> marginOf(check).isPresent())
                .min(Comparator.comparingDouble(GateSection::relativeMargin))
                .map(check ->
                        "Least margin: %s, %s.".formatted(signed(marginOf(check).orElse(0.0)), sentence(check)));
    }

    private static double relativeMargin(JsonNode check) {
        return marginOf(check).orElse(0.0)
                / Math.max(Math.abs(check.path("threshold").asDouble()), Math.ulp(1.0f));
    }

    /** With the bounds that were judged: of the metric itself, or of what the candidate gains on the champion. */
    private static StyledText observed(JsonNode check) {
        return check.has("lower")
                ? StyledText.number("%s (%s%s to %s)"
                        .formatted(
                                text(check.path("observed")),
                                check.has("allowed_regression") ? "gain " : "",
                                text(check.path("lower")),
                                text(check.path("upper"))))
                : number(check.path("observed"));
    }

    private static StyledText number(JsonNode number) {
        return number.isNumber() ? StyledText.number(text(number)) : StyledText.placeholder("undefined");
    }

    private static String text(JsonNode number) {
        return number.isNumber() ? DecimalText.significant(number.doubleValue(), DIGITS) : "undefined";
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
