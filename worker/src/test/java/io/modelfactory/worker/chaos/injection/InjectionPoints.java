package io.modelfactory.worker.chaos.injection;

/**
 * The points at which a worker reaches an external dependency. A point is a kind and a subject, such as
 * {@code ledger.commit.before EVAL_READY}; the first word is the kind.
 */
public interface InjectionPoints {

    /**
     * The worker is at the point. May block for a while or for ever, and may throw what the external dependency could
     * throw.
     */
    void pass(String point);

    /** Whether the point would be held if it were passed now. */
    boolean isNext(String point);
}
