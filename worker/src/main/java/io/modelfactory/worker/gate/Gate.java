package io.modelfactory.worker.gate;

import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.Operator;
import io.modelfactory.worker.resolve.GovernanceProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The checks that one governance profile asks for. */
public final class Gate {
    private static final String MINIMUM = "min_";
    private static final String MAXIMUM = "max_";

    private final List<Threshold> thresholds;

    private Gate(List<Threshold> thresholds) {
        this.thresholds = List.copyOf(thresholds);
    }

    /**
     * @param knownMetrics the metrics an evaluation can have
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if the profile has no threshold, or one for a metric that
     *     no evaluation has, or asks for a kind of check that the gate does not make: what cannot be checked must not be
     *     taken for something that passed
     */
    public static Gate of(GovernanceProfile profile, Set<String> knownMetrics) {
        requireNothingUnchecked(profile);
        List<Threshold> thresholds = new ArrayList<>();
        new TreeMap<>(profile.evalThresholds())
                .forEach((check, threshold) -> thresholds.add(Threshold.parse(check, threshold)));
        profile.minimumTestRows().ifPresent(rows -> thresholds.add(Threshold.parse("min_test_rows", rows)));
        profile.minimumTestPositives().ifPresent(rows -> thresholds.add(Threshold.parse("min_test_positives", rows)));
        if (thresholds.isEmpty()) {
            throw new FailureException(
                    GOVERNANCE_PROFILE_INVALID, "eval_thresholds: give at least one min_<metric> or max_<metric>");
        }
        for (Threshold threshold : thresholds) {
            if (!knownMetrics.contains(threshold.metric())) {
                throw new FailureException(
                        GOVERNANCE_PROFILE_INVALID,
                        "eval_thresholds." + threshold.check() + ": no metric is called " + threshold.metric()
                                + "; there are "
                                + String.join(
                                        ", ",
                                        knownMetrics.stream()
                                                .sorted(CanonicalJson.CODE_POINT_ORDER)
                                                .toList()));
            }
        }
        return new Gate(thresholds);
    }

    private static void requireNothingUnchecked(GovernanceProfile profile) {
        if (profile.baselineBundle().isPresent() || profile.slices().isPresent()) {
            throw new FailureException(
                    GOVERNANCE_PROFILE_INVALID,
                    "baseline_bundle, slices: this release checks neither; remove them or run one that does");
        }
    }

    /** @param metrics the {@code metrics} object of an EvalReport; a metric that is undefined is absent from it */
    public GateDecision decide(JsonNode metrics) {
        return new GateDecision(thresholds.stream()
                .map(threshold -> threshold.checkedAgainst(metrics))
                .toList());
    }

    private record Threshold(String check, String metric, Operator operator, double value) {

        static Threshold parse(String check, double value) {
            Map.Entry<String, Operator> direction = check.startsWith(MINIMUM)
                    ? Map.entry(MINIMUM, Operator.GREATER_OR_EQUAL)
                    : Map.entry(MAXIMUM, Operator.LESS_OR_EQUAL);
            if (!check.startsWith(direction.getKey()) || !Double.isFinite(value)) {
                throw new FailureException(
                        GOVERNANCE_PROFILE_INVALID,
                        "eval_thresholds." + check + ": must be min_<metric> or max_<metric> with a finite number");
            }
            return new Threshold(check, check.substring(direction.getKey().length()), direction.getValue(), value);
        }

        GateCheck checkedAgainst(JsonNode metrics) {
            JsonNode observed = metrics.path(metric);
            return GateCheck.of(
                    check,
                    metric,
                    operator,
                    value,
                    observed.isNumber() ? Optional.of(observed.doubleValue()) : Optional.empty());
        }
    }
}
