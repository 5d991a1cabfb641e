package io.modelfactory.worker.gate;

/** Counts verdicts on the same test rows. */
@FunctionalInterface
public interface GateAttempts {

    /** The number of the run's verdict among those on these rows, from 1: the same however often it is asked for. */
    int number(TestRows rows);
}
