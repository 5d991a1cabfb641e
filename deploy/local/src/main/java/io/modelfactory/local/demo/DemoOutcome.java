package io.modelfactory.local.demo;

import java.util.List;
import java.util.Optional;

/**
 * The outcome of one scenario.
 *
 * @param scenario its letter and what it shows, such as {@code b gate fails}
 * @param state the run's state in the ledger; for a record without a run, its final location
 * @param details metrics against thresholds, or why there are none
 * @param event position of the event (or dead letter) in its topic, as {@code partition:offset}
 * @param violations differences from the expected outcome; empty if there are none
 * @param unproven what the gate says of a model that its rows do not prove good enough, which is no fault of the
 *     factory
 */
record DemoOutcome(
        String scenario,
        String request,
        Optional<String> runKey,
        String state,
        List<String> details,
        Optional<String> bundle,
        Optional<String> event,
        List<String> violations,
        Optional<String> unproven) {

    DemoOutcome {
        details = List.copyOf(details);
        violations = List.copyOf(violations);
    }

    DemoOutcome unproven(String why) {
        return new DemoOutcome(scenario, request, runKey, state, details, bundle, event, violations, Optional.of(why));
    }

    DemoResult result() {
        if (violations.isEmpty()) {
            return unproven.isEmpty() ? DemoResult.EXPECTED : DemoResult.UNPROVEN;
        }
        return DemoResult.UNEXPECTED;
    }
}
