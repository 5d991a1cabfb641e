package io.modelfactory.worker.chaos.injection;

/**
 * Where a worker touches the outside. A point is a kind and a subject, such as {@code ledger.commit.before EVAL_READY}; the
 * first word is the kind.
 */
public interface InjectionPoints {

    /** The worker is at the point. May not return for a while, or ever; may throw what the surroundings could throw. */
    void pass(String point);

    /** Whether the point would be held if it were passed now. */
    boolean isNext(String point);
}
