package io.modelfactory.worker.gate;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.Metric.Direction;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.ThresholdOperator;
import io.modelfactory.worker.resolve.GovernanceProfile;
import io.modelfactory.worker.resolve.ReportPart;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The least that a candidate must gain over logistic regression in one metric, on the same test rows. */
record GainRule(Metric metric, double least) {
    private static final String PATH = "logistic_baseline.min_gain.";

    /**
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if every model gains so much, or none can, or the
     *     profile does without the logistic regression
     */
    static List<GainRule> of(GovernanceProfile profile) {
        if (!profile.requiredGains().isEmpty() && !profile.requiredReports().contains(ReportPart.LOGISTIC_BASELINE)) {
            throw new FailureException(
                    GOVERNANCE_PROFILE_INVALID,
                    "reports: must name logistic_baseline, over which logistic_baseline.min_gain demands a gain");
        }
        return new TreeMap<>(profile.requiredGains())
                .entrySet().stream()
                        .map(entry -> of(entry.getKey(), entry.getValue()))
                        .toList();
    }

    private static GainRule of(String name, double least) {
        Metric metric = Threshold.metric(PATH + name, name);
        if (metric.direction() == Direction.NOT_COMPARABLE) {
            throw invalid(name + ": is the same for every model; name a metric of the model instead");
        }
        double width = metric.range().high() - metric.range().low();
        if (!(Double.isFinite(least) && least >= 0 && least < width)) {
            throw invalid(name + ": must be a finite number of at least 0"
                    + (Double.isFinite(width) ? ", and below " + width + ", which no model could gain" : ""));
        }
        return new GainRule(metric, least);
    }

    private static FailureException invalid(String message) {
        return new FailureException(GOVERNANCE_PROFILE_INVALID, PATH + message);
    }

    String check() {
        return "min_gain_" + metric.key();
    }

    /**
     * @throws FailureException {@code EVAL_REPORT_MISMATCH} if the evaluation was made without a logistic regression
     */
    GateCheck evaluate(JsonNode metrics, UncertaintyRule uncertainty) {
        JsonNode baseline = metrics.path("logistic_baseline");
        if (!baseline.isObject()) {
            throw new FailureException(
                    EVAL_REPORT_MISMATCH,
                    "metrics.logistic_baseline: is missing; the report was written by an earlier release, ask for the"
                            + " run again under another config_revision");
        }
        JsonNode gain = baseline.path("gain");
        JsonNode observed = gain.path("metrics").path(metric.key()).path("gain");
        GateCheck byPoint = GateCheck.ofNumber(
                check(),
                "gain_" + metric.key(),
                ThresholdOperator.GREATER_OR_EQUAL,
                Optional.of(least),
                observed.isNumber() ? Optional.of(observed.doubleValue()) : Optional.empty(),
                new CheckScope.LogisticGain(GateCheck.number(baseline.path("metrics"), metric)));
        return uncertainty.isByBound(check())
                ? byPoint.judgedBy(CheckBounds.of(gain, metric), ThresholdOperator.GREATER_OR_EQUAL, least)
                : byPoint;
    }
}
