package io.modelfactory.worker.ledger.run;

import io.modelfactory.worker.failure.FailureCategory;
import io.modelfactory.worker.failure.FailureCode;
import java.util.Arrays;
import java.util.List;

/**
 * Which failed runs the next request of the same identity queues again: those that failed for what they were to be
 * built from, and have trained nothing.
 */
public final class RequeueRule {
    /** How often a run is queued again; then its identity is used up. */
    public static final int MAX_REQUEUES = 20;

    /** The names of the failure codes after which a run is queued again. */
    public static final List<String> CODES = Arrays.stream(FailureCode.values())
            .filter(RequeueRule::isAboutInputs)
            .map(Enum::name)
            .toList();

    private RequeueRule() {}

    /** Whether the code says that the inputs could not be used, which another request may find put right. */
    public static boolean isAboutInputs(FailureCode code) {
        return code.category() == FailureCategory.RESOLUTION || code == FailureCode.PROFILE_NOT_ALLOWED;
    }

    /** Whether the next request for the run queues it again. */
    public static boolean appliesTo(RunRecord run) {
        return run.state() == RunState.FAIL
                && run.failureCode().filter(RequeueRule::isAboutInputs).isPresent()
                && !run.refs().containsKey("execution_record")
                && run.requeues() < MAX_REQUEUES;
    }
}
