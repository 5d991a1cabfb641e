package io.modelfactory.worker.gate;

import io.modelfactory.worker.gate.GateCheck.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** All checks of a gate and what follows from them: PASS only if every one of them holds. */
public record GateDecision(List<GateCheck> checks) {

    public GateDecision {
        if (checks.isEmpty()) {
            throw new IllegalArgumentException("a gate without checks decides nothing");
        }
        checks = List.copyOf(checks);
    }

    public Verdict verdict() {
        return checks.stream().allMatch(GateCheck::passed) ? Verdict.PASS : Verdict.FAIL;
    }

    public boolean passed() {
        return verdict() == Verdict.PASS;
    }

    /** One code for each check that failed, such as {@code MIN_AUC_ROC}, in the order of the checks. */
    public List<String> reasonCodes() {
        return checks.stream()
                .filter(check -> !check.passed())
                .map(check -> check.check().toUpperCase(Locale.ROOT))
                .toList();
    }

    /** The failed checks in a sentence. */
    public String explain() {
        return checks.stream()
                .filter(check -> !check.passed())
                .map(GateCheck::describe)
                .collect(Collectors.joining("; "));
    }
}
