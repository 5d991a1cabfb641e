package io.modelfactory.worker.negative;

/** What happens before a bad input is sent. */
enum Precondition {
    /** Sent to the worker under test; the work is new. */
    PLAIN,

    /** Sent to the worker under test; the same work passed before, without being published. */
    AFTER_A_PASS,

    /** Sent to a worker whose ownership boundaries do not name the factory. */
    OUTSIDE_THE_BOUNDARIES
}
