package io.modelfactory.worker.ledger.audit;

/** What a person did on the console. */
public enum ConsoleAction {
    SIGN_IN,
    SIGN_OUT,
    /** Asked to publish a run again. */
    PUBLISH_RETRY,
    /** Asked once more for what a run was asked for. */
    REQUEST_AGAIN,
    /** Sent dead letters back. */
    DEAD_LETTER_REPLAY,
    VERIFY,
    REPRODUCE,
    /** Ended a verification, reproduction or replay before it was over. */
    CANCEL,
    /** Looked at a payload without its mask. */
    UNMASK,
    /** Took audit rows away as a file. */
    EXPORT
}
