package io.modelfactory.local.demo;

import java.util.List;
import java.util.Optional;

/**
 * What came of one play.
 *
 * @param play its letter and what it shows, such as {@code b gate fails}
 * @param state the run's state in the ledger; for a record without a run, where it ended
 * @param details metrics against thresholds, or why there are none
 * @param event where the announcement (or dead letter) stands in its topic, as {@code partition:offset}
 * @param complaints what is not as it should be; empty if all is
 */
record Outcome(
        String play,
        String request,
        Optional<String> runKey,
        String state,
        List<String> details,
        Optional<String> bundle,
        Optional<String> event,
        List<String> complaints) {

    Outcome {
        details = List.copyOf(details);
        complaints = List.copyOf(complaints);
    }

    boolean isAsItShould() {
        return complaints.isEmpty();
    }
}
