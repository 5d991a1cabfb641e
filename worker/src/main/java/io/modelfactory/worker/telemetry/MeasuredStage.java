package io.modelfactory.worker.telemetry;

import java.util.Locale;

/** The parts of a run that are measured each by itself. */
public enum MeasuredStage {
    RESOLVE,
    DATASET,
    CHAMPION,
    TRAIN,
    SCORE,
    EVALUATE,
    GATE,
    PUBLISH;

    /** Its name in labels and spans. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
