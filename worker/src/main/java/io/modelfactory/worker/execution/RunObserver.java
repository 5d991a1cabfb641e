package io.modelfactory.worker.execution;

import io.modelfactory.worker.ledger.RunRecord;

/**
 * Is told what the ledger has committed of a run, on the thread that works on the run: it must neither wait nor throw. It is
 * told of nothing that happens to a run while no worker works on it, and of nothing that a worker does not live to tell.
 */
public interface RunObserver {
    /** A worker begins to work on the run, for the first time or again. */
    void onRunStarted(RunRecord claimed);

    /** The run was settled, for good or for now. */
    void onRunReleased(RunRecord claimed, RunRecord left);

    static RunObserver none() {
        return new RunObserver() {
            @Override
            public void onRunStarted(RunRecord claimed) {
                // Nobody wants to know.
            }

            @Override
            public void onRunReleased(RunRecord claimed, RunRecord left) {
                // Nobody wants to know.
            }
        };
    }
}
