package io.modelfactory.worker.inspect.explain;

import io.modelfactory.worker.inspect.NextRevision;
import io.modelfactory.worker.ledger.run.RunRecord;

/**
 * What a failure code means to people.
 *
 * @param meaning completes "because": a clause without a full stop
 * @param nextStep what to type or to fix; {@value #RUN} is replaced by the run's key, {@value #REVISION} by another
 *     name of its config_revision
 */
record FailureAdvice(String meaning, String nextStep) {
    static final String RUN = "RUN_KEY";

    static final String REVISION = "NEXT_REVISION";

    String nextStepFor(RunRecord run) {
        String revision = run.request().path("config_revision").asText();
        return nextStep.replace(RUN, run.runKey()).replace(REVISION, NextRevision.after(revision));
    }
}
