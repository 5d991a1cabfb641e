package io.modelfactory.worker.dataset;

import java.util.Locale;

/** The parts of a split; in the tables and in a split by time they have this order. */
enum Part {
    TRAIN,
    VALIDATION,
    TEST;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
