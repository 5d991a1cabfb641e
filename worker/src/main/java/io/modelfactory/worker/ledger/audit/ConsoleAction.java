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
    /** Had the files of a dataset looked at. */
    INSPECT,
    /** Ended a verification, reproduction or replay before it was over. */
    CANCEL,
    /** Looked at a payload, or at values of a dataset, without their mask. */
    UNMASK,
    /** Took audit rows away as a file. */
    EXPORT
}
