package io.modelfactory.worker.execution;

import io.modelfactory.worker.ledger.run.RunRecord;

/**
 * Is notified of what a worker has committed of a run, on the thread that executes the run: it must neither wait nor
 * throw. It is notified neither of what happens to a run that no worker executes nor, if a worker dies, of its last
 * change.
 */
public interface RunObserver {
    /** A worker begins to execute the run, for the first time or again. */
    void onRunStarted(RunRecord claimed);

    /** The worker has ended its work on the run, which may have work left. */
    void onRunReleased(RunRecord claimed, RunRecord left);

    /** Another is notified after this one. */
    default RunObserver and(RunObserver other) {
        RunObserver first = this;
        return new RunObserver() {
            @Override
            public void onRunStarted(RunRecord claimed) {
                first.onRunStarted(claimed);
                other.onRunStarted(claimed);
            }

            @Override
            public void onRunReleased(RunRecord claimed, RunRecord left) {
                first.onRunReleased(claimed, left);
                other.onRunReleased(claimed, left);
            }
        };
    }

    static RunObserver none() {
        return new RunObserver() {
            @Override
            public void onRunStarted(RunRecord claimed) {
                // Observes nothing.
            }

            @Override
            public void onRunReleased(RunRecord claimed, RunRecord left) {
                // Observes nothing.
            }
        };
    }
}
