package io.modelfactory.worker.request;

import static io.modelfactory.worker.failure.FailureCode.RUN_SCOPE_INVALID;

import io.modelfactory.worker.failure.FailureException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request belongs to one platform run, throughout, and to the active one where there is only one.
 *
 * @param required the active run, if the worker serves only one
 */
record RunScopeGuard(Optional<String> required) implements AdmissionGuard {

    /** A platform run names a folder of the object store, so it must be one harmless segment of a key. */
    private static final Pattern PLATFORM_RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    /** @throws FailureException if no message could ever belong to the active run */
    RunScopeGuard {
        required.filter(run -> !isPlatformRunId(run)).ifPresent(run -> {
            throw invalid(
                    "required_platform_run_id: must match " + PLATFORM_RUN_ID + ", is " + RequestText.displayable(run));
        });
    }

    static boolean isPlatformRunId(String text) {
        return PLATFORM_RUN_ID.matcher(text).matches();
    }

    @Override
    public void check(IncomingMessage asked) {
        String named = asked.envelope().platformRunId();
        if (!isPlatformRunId(named)) {
            throw invalid("platform_run_id: must match " + PLATFORM_RUN_ID);
        }
        required.filter(active -> !active.equals(named)).ifPresent(active -> {
            throw invalid("platform_run_id: the active run is " + active + ", the request names " + named
                    + "; ask under the active one");
        });
        asked.payloadPlatformRunId().filter(run -> !run.equals(named)).ifPresent(run -> {
            throw invalid("platform_run_id: envelope and payload differ (" + named + ", " + RequestText.displayable(run)
                    + "); name the same run in both");
        });
    }

    private static FailureException invalid(String why) {
        return new FailureException(RUN_SCOPE_INVALID, why);
    }
}
