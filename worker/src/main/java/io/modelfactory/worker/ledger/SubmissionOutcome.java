package io.modelfactory.worker.ledger;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;

/** What became of one {@link IntakeEntry}. */
public sealed interface SubmissionOutcome {

    /** The request created a run; it is answered when the run ends. */
    record New(String runKey) implements SubmissionOutcome {}

    /** The request converged on an existing run; it is answered when the run ends. */
    record Converged(String runKey) implements SubmissionOutcome {}

    /** The run had failed for its inputs and is queued again; the request is answered when the run ends. */
    record Requeued(String runKey) implements SubmissionOutcome {}

    /** The same request had come before; nothing was written. */
    record Duplicate() implements SubmissionOutcome {}

    /** The run had ended before, and the request was answered with its state, such as {@code ALREADY_PUBLISHED}. */
    record Answered(String runKey, ReceiptStatus status) implements SubmissionOutcome {}

    /** The request was refused, and answered with the code. */
    record Refused(FailureCode code) implements SubmissionOutcome {}

    /** The record is in the outbox, to go to the dead letter topic. */
    record DeadLettered() implements SubmissionOutcome {}
}
