package io.modelfactory.worker.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How one scene went.
 *
 * @param point where a worker was to be killed; empty for a scene without a killing
 * @param met whether the worker came to the point and was killed there
 * @param stoodAt the last event in the run's history when the worker was dead; empty if there was none
 * @param trainings models that were trained, by all workers together
 * @param repeats messages that were on the wire more than once
 * @param violations of the invariants; empty if they hold
 */
record Outcome(
        Play play,
        Optional<String> point,
        boolean met,
        Optional<String> stoodAt,
        long trainings,
        long repeats,
        Duration time,
        List<String> violations) {

    boolean isFlawless() {
        return violations.isEmpty();
    }

    String row() {
        return "%-24s  %-92s  %-10s  %-22s  %d trained  %d repeated  %5.1f s  %s"
                .formatted(
                        play,
                        point.orElse("-"),
                        point.isEmpty() ? "undisturbed" : met ? "killed" : "not met",
                        stoodAt.orElse("-"),
                        trainings,
                        repeats,
                        time.toMillis() / 1000.0,
                        isFlawless() ? "holds" : "VIOLATED " + violations);
    }
}
