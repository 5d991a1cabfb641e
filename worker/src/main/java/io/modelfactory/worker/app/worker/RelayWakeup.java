package io.modelfactory.worker.app.worker;

import io.modelfactory.worker.execution.RunObserver;
import io.modelfactory.worker.ledger.run.RunRecord;

/**
 * Has the messages of each run that ends sent at once, its last one being what others wait for.
 *
 * @param wake ends the pause of the relay
 */
record RelayWakeup(Runnable wake) implements RunObserver {
    @Override
    public void onRunStarted(RunRecord claimed) {
        // What it has to say is in no hurry.
    }

    @Override
    public void onRunReleased(RunRecord claimed, RunRecord left) {
        wake.run();
    }
}
