package io.modelfactory.worker.ledger;

/** Where a run stands. How it gets from one to the next is told by {@link RunTransition}. */
public enum RunState {
    QUEUED,
    RUNNING,
    EVAL_READY,
    PASS,
    FAIL,
    PUBLISH_PENDING,
    PUBLISHED
}
