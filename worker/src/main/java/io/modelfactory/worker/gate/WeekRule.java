package io.modelfactory.worker.gate;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.group.GroupSettings;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.GovernanceProfile.Weeks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The thresholds that the worst week of the test part must reach. */
final class WeekRule {
    private final List<Threshold> thresholds;
    private final GroupSettings settings;

    private WeekRule(List<Threshold> thresholds, GroupSettings settings) {
        this.thresholds = List.copyOf(thresholds);
        this.settings = settings;
    }

    /** @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if a threshold is none */
    static WeekRule of(Weeks pinned) {
        List<Threshold> thresholds = Threshold.parse("weeks.eval_thresholds", pinned.evalThresholds());
        if (thresholds.isEmpty()) {
            throw new FailureException(
                    GOVERNANCE_PROFILE_INVALID,
                    "weeks.eval_thresholds: give at least one min_<metric> or max_<metric>");
        }
        return new WeekRule(
                thresholds,
                new GroupSettings(
                        GroupSettings.WEEKS,
                        pinned.minRows().orElse(0),
                        pinned.minPositives().orElse(0),
                        pinned.minNegatives().orElse(0),
                        Threshold.modelMetrics(thresholds),
                        List.of()));
    }

    GroupSettings settings() {
        return settings;
    }

    /** Checks by their names; {@code min_auc_roc} is called {@code min_weekly_auc_roc}. */
    List<String> checks() {
        return thresholds.stream().map(WeekRule::checkOf).toList();
    }

    private static String checkOf(Threshold threshold) {
        return threshold.check().substring(0, Threshold.PREFIX_LENGTH) + "weekly_"
                + threshold.metric().key();
    }

    /** @throws FailureException {@code EVAL_REPORT_MISMATCH} if the evaluation has no weeks */
    List<GateCheck> evaluate(JsonNode metrics, UncertaintyRule uncertainty) {
        JsonNode weeks = metrics.path("weeks");
        if (!weeks.isArray()) {
            throw new FailureException(EVAL_REPORT_MISMATCH, "metrics.weeks: is missing, the profile has weeks");
        }
        List<JsonNode> judged = new ArrayList<>();
        for (JsonNode week : weeks) {
            if (settings.judges(count(week, Metric.TEST_ROWS), count(week, Metric.TEST_POSITIVES))) {
                judged.add(week);
            }
        }
        List<GateCheck> checks = new ArrayList<>();
        for (Threshold threshold : thresholds) {
            judged.stream()
                    .map(week -> check(threshold, week, judged.size(), uncertainty))
                    .min(GateCheck.worstFirst(threshold.operator()))
                    .ifPresent(checks::add);
        }
        checks.add(GateCheck.atLeastOne(
                "minimum_judged_weeks", "judged_weeks", judged.size(), new CheckScope.Weeks(judged.size(), "")));
        return checks;
    }

    private static int count(JsonNode week, Metric metric) {
        return week.path("metrics").path(metric.key()).asInt();
    }

    private static GateCheck check(Threshold threshold, JsonNode week, int judged, UncertaintyRule uncertainty) {
        String name = checkOf(threshold);
        GateCheck byPoint = GateCheck.ofNumber(
                name,
                threshold.metric().key(),
                threshold.operator(),
                Optional.of(threshold.value()),
                GateCheck.number(week.path("metrics"), threshold.metric()),
                new CheckScope.Weeks(judged, week.path("week").asText()));
        return threshold.metric().describesTheModel() && uncertainty.isByBound(name)
                ? byPoint.judgedBy(
                        CheckBounds.of(week.path("intervals"), threshold.metric()),
                        threshold.operator(),
                        threshold.value())
                : byPoint;
    }
}
