package io.modelfactory.worker.inspect.explain;

/**
 * What a failure code means to people.
 *
 * @param meaning completes "because": a clause without a full stop
 * @param nextStep what to type or to fix; {@value #RUN} is replaced by the run's key
 */
record FailureAdvice(String meaning, String nextStep) {
    static final String RUN = "RUN_KEY";

    String nextStepFor(String runKey) {
        return nextStep.replace(RUN, runKey);
    }
}
