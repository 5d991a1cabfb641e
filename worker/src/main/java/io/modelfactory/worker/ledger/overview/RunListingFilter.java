package io.modelfactory.worker.ledger.overview;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Instant;
import java.util.Optional;

/**
 * Which runs are looked for; what is empty excludes none.
 *
 * @param since ended, or changed while in progress, at this time or later
 * @param scope part of the registry slot, written {@code environment/mode/bundle_slot}
 * @param requester part of the principal who asked first
 */
public record RunListingFilter(
        Optional<RunState> state,
        Optional<String> platformRunId,
        Optional<Instant> since,
        Optional<FailureCode> code,
        Optional<String> scope,
        Optional<String> requester,
        Optional<String> intent) {

    /** All runs. */
    public static final RunListingFilter NONE = new RunListingFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** @param part of the registry slot */
    public RunListingFilter ofScope(String part) {
        return new RunListingFilter(state, platformRunId, since, code, Optional.of(part), requester, intent);
    }

    RunListingFilter ofState(RunState only) {
        return new RunListingFilter(Optional.of(only), platformRunId, since, code, scope, requester, intent);
    }

    boolean isNone() {
        return equals(NONE);
    }
}
