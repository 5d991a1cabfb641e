package io.modelfactory.spark;

import io.modelfactory.worker.progress.RoundFile;
import io.modelfactory.worker.progress.TrainingRound;
import org.apache.spark.util.AccumulatorV2;

/** The last round of the one task that reports rounds, as a {@link RoundFile} has it; empty before the first one. */
final class RoundAccumulator extends AccumulatorV2<TrainingRound, String> {
    private static final long serialVersionUID = 1L;

    /** Heartbeats read it on a thread of their own. */
    private volatile String last = "";

    @Override
    public boolean isZero() {
        return last.isEmpty();
    }

    @Override
    public RoundAccumulator copy() {
        RoundAccumulator same = new RoundAccumulator();
        same.last = last;
        return same;
    }

    @Override
    public void reset() {
        last = "";
    }

    @Override
    public void add(TrainingRound round) {
        last = RoundFile.text(round);
    }

    @Override
    public void merge(AccumulatorV2<TrainingRound, String> ofTask) {
        if (!ofTask.isZero()) {
            last = ofTask.value();
        }
    }

    @Override
    public String value() {
        return last;
    }
}
