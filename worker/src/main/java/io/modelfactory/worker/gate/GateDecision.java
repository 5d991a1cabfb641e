package io.modelfactory.worker.gate;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All checks of a gate and what follows from them: PASS only if every one of them holds.
 *
 * @param slices every slice that was asked about, those too small to be judged among them
 */
public record GateDecision(List<GateCheck> checks, List<SliceAssessment> slices) {
    /** A failure message stays short; the receipt has every check. */
    private static final int MAX_EXPLAINED = 10;

    public GateDecision {
        if (checks.isEmpty()) {
            throw new IllegalArgumentException("a gate without checks decides nothing");
        }
        checks = List.copyOf(checks);
        slices = List.copyOf(slices);
    }

    public Verdict verdict() {
        return failed().isEmpty() ? Verdict.PASS : Verdict.FAIL;
    }

    public boolean passed() {
        return verdict() == Verdict.PASS;
    }

    private List<GateCheck> failed() {
        return checks.stream().filter(check -> !check.passed()).toList();
    }

    /** The code of a run that this decision ends: of the failed checks, if any failed by a threshold that is theirs. */
    public FailureCode failureCode() {
        Set<String> reasons = Set.copyOf(reasonCodes());
        String comparison = FailureCode.CHAMPION_NOT_COMPARABLE.name();
        String inconclusive = FailureCode.GATE_INCONCLUSIVE.name();
        if (!Set.of(comparison, inconclusive).containsAll(reasons)) {
            return FailureCode.GATE_FAIL;
        }
        return reasons.contains(comparison) ? FailureCode.CHAMPION_NOT_COMPARABLE : FailureCode.GATE_INCONCLUSIVE;
    }

    /** This decision with one more check. */
    GateDecision and(GateCheck check) {
        return new GateDecision(Stream.concat(checks.stream(), Stream.of(check)).toList(), slices);
    }

    /** What failed, such as {@code MIN_AUC_ROC}, in the order of the checks; once, however many slices failed by it. */
    public List<String> reasonCodes() {
        return failed().stream().map(GateCheck::reasonCode).distinct().toList();
    }

    /** What the model reached on all test rows, by metric; those that are not defined there are left out. */
    public Map<String, Double> observed() {
        Map<String, Double> observed = new LinkedHashMap<>();
        for (GateCheck check : checks) {
            if (check.scope().label().isEmpty() && check.reference().isPresent()) {
                check.observed().filter(Double::isFinite).ifPresent(value -> observed.put(check.metric(), value));
            }
        }
        return observed;
    }

    /** The failed checks in a sentence. */
    public String explain() {
        List<GateCheck> failed = failed();
        String sentence =
                failed.stream().limit(MAX_EXPLAINED).map(GateCheck::describe).collect(Collectors.joining("; "));
        int more = failed.size() - MAX_EXPLAINED;
        return more > 0 ? sentence + "; and " + more + " more" : sentence;
    }
}
