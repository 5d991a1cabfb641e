package io.modelfactory.local.demo;

import java.util.List;
import java.util.Optional;

/**
 * What came of one play.
 *
 * @param scenario its letter and what it shows, such as {@code b gate fails}
 * @param state the run's state in the ledger; for a record without a run, where it ended
 * @param details metrics against thresholds, or why there are none
 * @param event where the announcement (or dead letter) stands in its topic, as {@code partition:offset}
 * @param violations what is not as it should be; empty if all is
 */
record DemoOutcome(
        String scenario,
        String request,
        Optional<String> runKey,
        String state,
        List<String> details,
        Optional<String> bundle,
        Optional<String> event,
        List<String> violations) {

    DemoOutcome {
        details = List.copyOf(details);
        violations = List.copyOf(violations);
    }

    boolean isExpected() {
        return violations.isEmpty();
    }
}
