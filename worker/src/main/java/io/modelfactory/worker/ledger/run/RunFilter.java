package io.modelfactory.worker.ledger.run;

import io.modelfactory.worker.failure.FailureCode;
import java.time.Instant;
import java.util.Optional;

/**
 * Which runs are looked for; what is empty excludes none.
 *
 * @param changedSince came to rest, or changed while in progress, at this time or later
 * @param scope part of the registry slot, written {@code environment/mode/bundle_slot}
 * @param requester part of the principal who asked first
 */
public record RunFilter(
        Optional<RunState> state,
        Optional<String> platformRunId,
        Optional<Instant> changedSince,
        Optional<FailureCode> failureCode,
        Optional<String> scope,
        Optional<String> requester,
        Optional<String> intent) {

    /** All runs. */
    public static RunFilter none() {
        return new RunFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public RunFilter ofState(RunState wanted) {
        return new RunFilter(Optional.of(wanted), platformRunId, changedSince, failureCode, scope, requester, intent);
    }

    public RunFilter ofPlatformRun(String id) {
        return new RunFilter(state, Optional.of(id), changedSince, failureCode, scope, requester, intent);
    }
}
