package io.modelfactory.worker.app.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.Metric.Direction;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Thresholds that a model as good as a run's is expected to reach: the worse end of each metric's interval on the
 * validation rows of that run. Nothing that was measured on test rows is looked at, or the thresholds would be fitted
 * to the rows that are to judge.
 */
public record ThresholdSuggestion(
        String runKey, String policyId, String evalReportSha256, List<SuggestedThreshold> thresholds) {
    /** One of discrimination, and those of probability that uninformed scores cannot reach. */
    private static final List<Metric> METRICS =
            List.of(Metric.AUC_ROC, Metric.BRIER_SKILL, Metric.LOG_LOSS_SKILL, Metric.ECE_QUANTILE);

    /** Finer than any interval of a real data set, so that rounding moves no threshold by more than chance does. */
    private static final int DECIMALS = 4;

    private static final double GUESSING_AUC = 0.5;

    /**
     * A threshold and what it follows from.
     *
     * @param name such as {@code min_auc_roc}
     * @param measured value on the validation rows, with the ends of its interval
     */
    public record SuggestedThreshold(String name, BigDecimal value, double measured, double low, double high) {}

    public ThresholdSuggestion {
        thresholds = List.copyOf(thresholds);
    }

    /**
     * @param policyId of the governance profile that the run was judged by, which the suggestion is a revision of
     * @param report the run's evaluation report
     * @param evalReportSha256 of the report
     * @throws FailureException {@code EVIDENCE_REF_MISSING} if the report has no validation metrics;
     *     {@code GATE_INVALID} if they do not show that the model is better than guessing
     */
    public static ThresholdSuggestion of(String runKey, String policyId, JsonNode report, String evalReportSha256) {
        JsonNode validation = report.at("/metrics/validation");
        if (!validation.isObject()) {
            throw new FailureException(
                    FailureCode.EVIDENCE_REF_MISSING,
                    runKey + ": has no validation metrics; its split has no validation part, or an earlier release"
                            + " evaluated it. Train with split_fractions.validation above 0");
        }
        List<SuggestedThreshold> thresholds = new ArrayList<>();
        for (Metric metric : METRICS) {
            JsonNode interval = validation.path("intervals").path("bounds").path(metric.key());
            if (interval.isObject()) {
                SuggestedThreshold threshold = threshold(metric, validation, interval);
                if (provesSomething(metric, threshold)) {
                    thresholds.add(threshold);
                }
            }
        }
        requireProofs(runKey, validation, thresholds);
        return new ThresholdSuggestion(runKey, policyId, evalReportSha256, thresholds);
    }

    private static SuggestedThreshold threshold(Metric metric, JsonNode validation, JsonNode interval) {
        boolean higher = metric.direction() == Direction.HIGHER_IS_BETTER;
        double low = interval.path("low").doubleValue();
        double high = interval.path("high").doubleValue();
        BigDecimal value = BigDecimal.valueOf(higher ? low : high)
                .setScale(DECIMALS, higher ? RoundingMode.FLOOR : RoundingMode.CEILING);
        double measured = validation.path("metrics").path(metric.key()).doubleValue();
        return new SuggestedThreshold((higher ? "min_" : "max_") + metric.key(), value, measured, low, high);
    }

    /** Whether guessing misses the threshold. */
    private static boolean provesSomething(Metric metric, SuggestedThreshold threshold) {
        double value = threshold.value().doubleValue();
        return switch (metric) {
            case AUC_ROC -> value > GUESSING_AUC && value < 1;
            case BRIER_SKILL, LOG_LOSS_SKILL -> value > 0 && value < 1;
            default -> metric.range().isInside(value);
        };
    }

    private static void requireProofs(String runKey, JsonNode validation, List<SuggestedThreshold> thresholds) {
        boolean discrimination =
                thresholds.stream().anyMatch(threshold -> threshold.name().equals("min_auc_roc"));
        boolean probability =
                thresholds.stream().anyMatch(threshold -> threshold.name().endsWith("_skill"));
        if (!discrimination || !probability) {
            JsonNode bounds = validation.path("intervals").path("bounds");
            throw new FailureException(
                    FailureCode.GATE_INVALID,
                    runKey + ": its validation rows do not show that the model is better than guessing ("
                            + interval(bounds, Metric.AUC_ROC) + ", " + interval(bounds, Metric.BRIER_SKILL) + ", "
                            + interval(bounds, Metric.LOG_LOSS_SKILL)
                            + "); more rows or better features are needed, not a lower threshold");
        }
    }

    private static String interval(JsonNode bounds, Metric metric) {
        JsonNode found = bounds.path(metric.key());
        return metric.key()
                + (found.isObject()
                        ? String.format(
                                Locale.ROOT,
                                " from %.4f to %.4f",
                                found.path("low").doubleValue(),
                                found.path("high").doubleValue())
                        : " undefined");
    }

    /** A governance profile (YAML) with the thresholds, which names the run. */
    public String profile() {
        StringBuilder yaml = new StringBuilder("""
                # What a model must reach on the test rows to be published. Suggested by the validation rows of run
                # %s alone: each threshold is the worse end of a 95 %% interval
                # (value and 1.96 standard errors of a stratified bootstrap), so that a model as good as that one is
                # expected to pass where the test part is about as large. If training stopped early by these rows, or
                # parameters were chosen by them, they are optimistic. Read it before use: what a model is for may
                # need more than what this one reached.
                policy_id: %s
                # Another name than the profile before: a changed profile is another one.
                revision: suggested-%s

                eval_thresholds:
                """.formatted(runKey, policyId, runKey.substring(3, 15)));
        for (SuggestedThreshold threshold : thresholds) {
            yaml.append(String.format(
                    Locale.ROOT,
                    "  # Measured: %.4f, interval from %.4f to %.4f.%n  %s: %s%n",
                    threshold.measured(),
                    threshold.low(),
                    threshold.high(),
                    threshold.name(),
                    threshold.value().toPlainString()));
        }
        return yaml.append("""

                # Where the thresholds come from; gate receipt and card of each model that is judged by them say so.
                suggested_from:
                  run_key: %s
                  eval_report_sha256: %s
                """.formatted(runKey, evalReportSha256)).toString();
    }
}
