package io.modelfactory.worker.console.page;

import io.modelfactory.worker.ledger.activity.RunProgress;
import java.util.Optional;

/** How much of its stage a run has done. */
final class StageShare {
    private StageShare() {}

    /** From 0 to 1; empty where nothing counts it. */
    static Optional<Double> of(RunProgress progress) {
        return switch (progress.stage()) {
            case TRAIN ->
                progress.build().training().map(training -> (double) training.round() / Math.max(1, training.rounds()));
            case DATASET ->
                progress.build().rows().map(rows -> Math.min(1, (double) rows.read() / Math.max(1, rows.total())));
            default -> Optional.empty();
        };
    }
}
