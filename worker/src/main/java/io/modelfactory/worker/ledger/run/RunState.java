package io.modelfactory.worker.ledger.run;

/** The state of a run. {@link RunTransition} lists how it gets from one to the next. */
public enum RunState {
    QUEUED,
    RUNNING,
    EVAL_READY,
    PASS,
    FAIL,
    PUBLISH_PENDING,
    PUBLISHED
}
