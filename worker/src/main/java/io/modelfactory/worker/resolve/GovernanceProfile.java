package io.modelfactory.worker.resolve;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A pinned governance profile (YAML): what a model must reach to be published.
 *
 * @param evalThresholds by name {@code min_<metric>} or {@code max_<metric>}; never empty
 * @param baselineBundle the published bundle that a candidate is compared with
 * @param minimumTestRows rows of the test part below which no verdict is trusted
 * @param minimumTestPositives positives of the test part below which no verdict is trusted
 * @param minimumComparisonRows {@value #DEFAULT_COMPARISON_ROWS} if the profile says nothing
 * @param minimumComparisonPositives {@value #DEFAULT_COMPARISON_POSITIVES} if the profile says nothing
 * @param maxGateAttempts verdicts on the same test rows after which a further one is inconclusive; without it there is
 *     no bound
 * @param suggestedFrom the run by whose validation rows the thresholds were suggested; it changes no verdict
 * @param slices thresholds of their own for the rows of each value of a categorical column
 * @param uncertainty how checks take into account that the test rows are few; without it every check is judged by the
 *     metric as measured
 * @param minBudgetDaysShare share of the test part's days that must keep the alerts per day of the training profile;
 *     {@value #DEFAULT_BUDGET_DAYS_SHARE} if the profile says nothing
 * @param scorecardThresholds by name {@code min_<measure>} or {@code max_<measure>} of the scorecard
 * @param weeks thresholds that the worst week of the test part must reach
 * @param logisticBaseline what a candidate must gain over a logistic regression on the same rows
 * @param requireReasonTexts whether every feature needs a text of the training profile's {@code reason_texts}
 * @param backtest windows of time that the recipe is trained and measured on beside the model itself
 * @param reports what is reported beside what is judged; all of it if the profile says nothing
 */
public record GovernanceProfile(
        String policyId,
        String revision,
        Map<String, Double> evalThresholds,
        Optional<BaselineBundle> baselineBundle,
        Optional<Integer> minimumTestRows,
        Optional<Integer> minimumTestPositives,
        Optional<Integer> minimumComparisonRows,
        Optional<Integer> minimumComparisonPositives,
        Optional<Integer> maxGateAttempts,
        Optional<ThresholdOrigin> suggestedFrom,
        Optional<List<Slice>> slices,
        Optional<Uncertainty> uncertainty,
        Optional<Double> minBudgetDaysShare,
        Optional<Map<String, Double>> scorecardThresholds,
        Optional<Weeks> weeks,
        Optional<LogisticGain> logisticBaseline,
        Optional<Boolean> requireReasonTexts,
        Optional<Backtest> backtest,
        Optional<Set<ReportPart>> reports) {
    private static final int DEFAULT_COMPARISON_ROWS = 1_000;
    private static final int DEFAULT_COMPARISON_POSITIVES = 50;
    private static final double DEFAULT_BUDGET_DAYS_SHARE = 0.95;

    /** By metric what a candidate must gain over logistic regression; empty if nothing is required. */
    public Map<String, Double> requiredGains() {
        return logisticBaseline.map(LogisticGain::minGain).orElse(Map.of());
    }

    /** What an evaluation reports beside what is judged. */
    public Set<ReportPart> requiredReports() {
        return reports.orElseGet(() -> EnumSet.allOf(ReportPart.class));
    }

    /**
     * Windows of time, of which each is trained and measured like a run of its own.
     *
     * @param windows how many; each tests on the days after those of the window before it
     * @param trainDays that each trains on, the validation part among them
     * @param gapDays between training and test
     * @param testDays that each tests on
     * @param meanThresholds of the mean over the windows
     * @param worstThresholds of the worst window
     */
    public record Backtest(
            int windows,
            int trainDays,
            int gapDays,
            int testDays,
            Optional<Map<String, Double>> meanThresholds,
            Optional<Map<String, Double>> worstThresholds) {}

    /** @param minGain by metric, in its direction: how much better than logistic regression the candidate must be */
    public record LogisticGain(Map<String, Double> minGain) {}

    /** Share of the test part's days that must keep an alert budget. */
    public double requiredBudgetDaysShare() {
        return minBudgetDaysShare.orElse(DEFAULT_BUDGET_DAYS_SHARE);
    }

    /** Test rows, unseen by the baseline, below which the two are not compared. */
    public int requiredComparisonRows() {
        return minimumComparisonRows.orElse(DEFAULT_COMPARISON_ROWS);
    }

    /** Positives among these rows, below which the two are not compared. */
    public int requiredComparisonPositives() {
        return minimumComparisonPositives.orElse(DEFAULT_COMPARISON_POSITIVES);
    }

    /**
     * The run that thresholds come from.
     *
     * @param evalReportSha256 of the report that has its validation metrics
     */
    public record ThresholdOrigin(String runKey, String evalReportSha256) {}

    /** @param allowedRegression by metric: how much worse than the baseline the candidate may be */
    public record BaselineBundle(String bundleId, String bundleVersion, Map<String, Double> allowedRegression) {}

    /**
     * @param column a categorical feature of the dataset
     * @param minRows a slice with fewer test rows is listed, but not judged
     * @param minPositives a slice with fewer positive test rows is listed, but not judged
     * @param minNegatives a slice with fewer negative test rows is listed, but not judged
     * @param maxGaps by metric: by how much two slices that are judged may differ
     */
    public record Slice(
            String column,
            Optional<Integer> minRows,
            Optional<Integer> minPositives,
            Optional<Integer> minNegatives,
            Map<String, Double> evalThresholds,
            Optional<Map<String, Double>> maxGaps) {}

    /**
     * @param minRows a week with fewer test rows is not judged
     * @param minPositives a week with fewer positive test rows is not judged
     * @param minNegatives a week with fewer negative test rows is not judged
     */
    public record Weeks(
            Optional<Integer> minRows,
            Optional<Integer> minPositives,
            Optional<Integer> minNegatives,
            Map<String, Double> evalThresholds) {}
}
