package io.modelfactory.worker.progress;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** Keeps the latest report; a report costs next to nothing, however seldom it is read. */
public final class LatestProgress implements ProgressListener {
    private final AtomicReference<BuildProgress> latest = new AtomicReference<>(BuildProgress.NONE);

    @Override
    public void onRowsRead(RowsRead rows) {
        latest.updateAndGet(progress -> progress.with(rows));
    }

    @Override
    public void onRound(TrainingRound round) {
        latest.updateAndGet(progress -> progress.with(round));
    }

    public BuildProgress get() {
        return Objects.requireNonNull(latest.get());
    }
}
