package io.modelfactory.worker.ledger.audit;

/** How far an action on the console came. */
public enum ConsoleActionOutcome {
    /** Written before anything is done. */
    BEGUN,
    DONE,
    /** The factory's rules did not allow it. */
    REFUSED,
    FAILED,
    CANCELLED
}
