package io.modelfactory.worker.progress;

import java.util.Optional;

/** How far a build has come; empty where nothing was reported yet. */
public record BuildProgress(Optional<RowsRead> rows, Optional<TrainingRound> training) {
    public static final BuildProgress NONE = new BuildProgress(Optional.empty(), Optional.empty());

    BuildProgress with(RowsRead latest) {
        return new BuildProgress(Optional.of(latest), training);
    }

    BuildProgress with(TrainingRound latest) {
        return new BuildProgress(rows, Optional.of(latest));
    }

    /** Reports all of it to a listener. */
    public void reportTo(ProgressListener listener) {
        rows.ifPresent(listener::onRowsRead);
        training.ifPresent(listener::onRound);
    }
}
