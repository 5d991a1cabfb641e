package io.modelfactory.worker.ledger;

import io.modelfactory.worker.failure.FailureCode;

/** What became of one {@link IntakeEntry}. */
public sealed interface SubmissionOutcome {

    /** The request brought a run into being; it is answered when the run comes to rest. */
    record New(String runKey) implements SubmissionOutcome {}

    /** The request joined a run that exists already; it is answered when the run comes to rest. */
    record Converged(String runKey) implements SubmissionOutcome {}

    /** The same request had come before; nothing was written. */
    record Duplicate() implements SubmissionOutcome {}

    /** The run is at rest already, and the request was answered by where it rests, such as {@code ALREADY_PUBLISHED}. */
    record Answered(String runKey, String status) implements SubmissionOutcome {}

    /** The request was refused by name, and answered so. */
    record Refused(FailureCode code) implements SubmissionOutcome {}

    /** The bytes are on their way to the dead letter topic. */
    record DeadLettered() implements SubmissionOutcome {}
}
