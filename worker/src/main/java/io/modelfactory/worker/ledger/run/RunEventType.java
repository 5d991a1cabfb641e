package io.modelfactory.worker.ledger.run;

/** What can happen to a run. Consumers match on these names, so a name is never changed or reused. */
public enum RunEventType {
    REQUEST_QUEUED,
    /** Another request asked for the same run. */
    REQUEST_CONVERGED,
    /** A request asked again for a run that had failed for its inputs. */
    RUN_REQUEUED,
    /** A request allowed a run to be published that was to end at PASS. */
    PUBLISH_REQUESTED,
    RUN_STARTED,
    /** A worker claimed a run that another worker, or an earlier attempt, had left. */
    RUN_RESUMED,
    /** A worker released a run that is to be claimed again. */
    RUN_HANDED_BACK,
    EVAL_READY,
    GATE_PASS,
    PUBLISH_PENDING,
    PUBLISH_RETRY_REQUESTED,
    PUBLISH_RETRY_SKIPPED,
    PUBLISH_RETRY_EXHAUSTED,
    /** A principal with that grant has a run published on which the gate could not decide. */
    PUBLISH_OVERRIDE_GRANTED,
    BUNDLE_PUBLISHED,
    RUN_FAILED
}
