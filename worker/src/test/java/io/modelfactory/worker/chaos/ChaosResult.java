package io.modelfactory.worker.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of one scenario.
 *
 * @param point where a worker was to be killed; empty if no worker was to be killed
 * @param killed whether the worker came to the point and was killed there
 * @param lastEvent the last event in the run's history after the worker was killed; empty if there was none
 * @param trainings models that were trained, by all workers together
 * @param duplicates messages that were sent more than once
 * @param violations of the invariants; empty if they hold
 */
record ChaosResult(
        ScenarioScript script,
        Optional<InjectionPoint> point,
        boolean killed,
        Optional<String> lastEvent,
        long trainings,
        long duplicates,
        Duration time,
        List<String> violations) {

    ChaosResult {
        violations = List.copyOf(violations);
    }

    /** The invariants hold, and the worker was killed at its point; a stage may be over before the sampler sees it. */
    boolean isExpected() {
        boolean mayBeMissed = point.stream().anyMatch(each -> each.kind().equals("inside"));
        return violations.isEmpty() && (killed || point.isEmpty() || mayBeMissed);
    }

    /** A row of {@link CrashReport}. */
    String toTableRow() {
        return "| %s | %s | %s | %s | %d | %d | %.1f s | %s |"
                .formatted(
                        script,
                        point.map(InjectionPoint::toString).orElse("-"),
                        point.isEmpty() ? "undisturbed" : killed ? "killed" : "not met",
                        lastEvent.orElse("-"),
                        trainings,
                        duplicates,
                        time.toMillis() / 1000.0,
                        violations.isEmpty() ? "holds" : "VIOLATED " + violations);
    }
}
