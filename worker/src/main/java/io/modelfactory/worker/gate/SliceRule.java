package io.modelfactory.worker.gate;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.group.GroupSettings;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.GovernanceProfile.Slice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The thresholds that the candidate must reach on the test rows of each value of a column. */
final class SliceRule {
    private final Slice pinned;
    private final List<Threshold> thresholds;
    private final List<GapRule> gaps;
    private final GroupSettings settings;

    private SliceRule(Slice pinned, List<Threshold> thresholds, List<GapRule> gaps) {
        this.pinned = pinned;
        this.thresholds = List.copyOf(thresholds);
        this.gaps = List.copyOf(gaps);
        this.settings = new GroupSettings(
                pinned.column(),
                pinned.minRows().orElse(0),
                pinned.minPositives().orElse(0),
                pinned.minNegatives().orElse(0),
                Threshold.modelMetrics(thresholds),
                gaps.stream().map(GapRule::metric).toList());
    }

    /**
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if a column is named twice, or a threshold is none
     */
    static List<SliceRule> of(List<Slice> slices) {
        List<SliceRule> rules = new ArrayList<>();
        Set<String> columns = new HashSet<>();
        for (Slice slice : slices) {
            String path = "slices[" + rules.size() + "]";
            if (!columns.add(slice.column())) {
                throw invalid(path + ".column: " + slice.column() + " is named twice; put its thresholds together");
            }
            List<Threshold> thresholds = Threshold.parse(path + ".eval_thresholds", slice.evalThresholds());
            if (thresholds.isEmpty()) {
                throw invalid(path + ".eval_thresholds: give at least one min_<metric> or max_<metric>");
            }
            List<GapRule> gaps = GapRule.of(
                    path + ".max_gaps", slice.column(), slice.maxGaps().orElse(Map.of()));
            rules.add(new SliceRule(slice, thresholds, gaps));
        }
        return rules;
    }

    GroupSettings settings() {
        return settings;
    }

    /** Checks by their names. */
    Stream<String> checks() {
        return Stream.concat(
                thresholds.stream()
                        .filter(threshold -> threshold.metric().describesTheModel())
                        .map(Threshold::check),
                gaps.stream().map(gap -> GapRule.checkOf(gap.metric())));
    }

    private static FailureException invalid(String message) {
        return new FailureException(GOVERNANCE_PROFILE_INVALID, message);
    }

    /** The slices of the column, the checks of those that are large enough to be judged, and one that there is any. */
    record SliceChecks(List<SliceAssessment> slices, List<GateCheck> checks) {}

    /** @throws FailureException {@code EVAL_REPORT_MISMATCH} if the evaluation has not been sliced by the column */
    SliceChecks evaluate(JsonNode metrics, UncertaintyRule uncertainty) {
        List<SliceAssessment> found = new ArrayList<>();
        List<GateCheck> checks = new ArrayList<>();
        for (JsonNode measured : metrics.path("slices")) {
            if (measured.path("column").asText().equals(pinned.column())) {
                SliceAssessment slice = assess(measured);
                found.add(slice);
                if (slice.judged()) {
                    thresholds.forEach(threshold -> checks.add(
                            uncertainty.evaluate(threshold, measured.path("metrics"), measured, slice.slice())));
                }
            }
        }
        if (found.isEmpty()) {
            throw new FailureException(
                    EVAL_REPORT_MISMATCH, "metrics.slices: has no slice by " + pinned.column() + ", the profile has");
        }
        long judged = found.stream().filter(SliceAssessment::judged).count();
        checks.add(GateCheck.atLeastOne(
                "minimum_judged_slices", "judged_slices", judged, new CheckScope.Slices(pinned.column())));
        gaps.forEach(gap -> checks.add(gap.evaluate(metrics, uncertainty, judged)));
        return new SliceChecks(found, checks);
    }

    private SliceAssessment assess(JsonNode measured) {
        JsonNode numbers = measured.path("metrics");
        int rows = numbers.path(Metric.TEST_ROWS.key()).asInt();
        int positives = numbers.path(Metric.TEST_POSITIVES.key()).asInt();
        boolean judged = settings.judges(rows, positives);
        Optional<String> value = Optional.ofNullable(measured.path("value").textValue());
        return new SliceAssessment(new CheckScope.Slice(pinned.column(), value), rows, positives, judged);
    }
}
