package io.modelfactory.worker.execution;

import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.progress.RowsRead;
import io.modelfactory.worker.progress.TrainingRound;

/** Takes reports of how far a run has come, on the thread that executes it: it must neither wait nor throw. */
interface RunProgressListener extends ProgressListener {

    /** A stage begins. */
    void onStage(RunStage stage);

    static RunProgressListener none() {
        return new RunProgressListener() {
            @Override
            public void onStage(RunStage stage) {
                // Reports are not wanted.
            }

            @Override
            public void onRowsRead(RowsRead rows) {
                // Reports are not wanted.
            }

            @Override
            public void onRound(TrainingRound round) {
                // Reports are not wanted.
            }
        };
    }
}
