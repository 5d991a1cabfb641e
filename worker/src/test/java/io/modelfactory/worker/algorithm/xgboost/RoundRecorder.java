package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.progress.RowsRead;
import io.modelfactory.worker.progress.TrainingRound;
import java.util.ArrayList;
import java.util.List;

/** Remembers the rounds that it is told of. */
final class RoundRecorder implements ProgressListener {
    final List<TrainingRound> rounds = new ArrayList<>();

    @Override
    public void onRowsRead(RowsRead rows) {
        // Nothing is asked of it here.
    }

    @Override
    public synchronized void onRound(TrainingRound round) {
        rounds.add(round);
    }
}
