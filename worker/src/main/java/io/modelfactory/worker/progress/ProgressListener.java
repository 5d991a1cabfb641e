package io.modelfactory.worker.progress;

/** Takes reports of how far a build has come, on the thread that computes: it must neither wait nor throw. */
public interface ProgressListener {

    void onRowsRead(RowsRead rows);

    void onRound(TrainingRound round);

    static ProgressListener none() {
        return new ProgressListener() {
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
