package io.modelfactory.worker.negative;

/** In which setting a bad input is played. */
enum Precondition {
    /** On the worker under test, which has never heard of the work. */
    PLAIN,

    /** On the worker under test; the same work was done before and passed, without being published. */
    AFTER_A_PASS,

    /** On a worker whose ownership boundaries do not name the factory. */
    OUTSIDE_THE_BOUNDARIES
}
