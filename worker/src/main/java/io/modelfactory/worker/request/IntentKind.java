package io.modelfactory.worker.request;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a model is trained. */
public enum IntentKind {
    BASELINE_TRAIN,
    BACKFILL_RETRAIN,
    CANDIDATE_EVAL,
    REGRESSION_CHECK;

    /** The name on the wire, such as {@code baseline_train}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<IntentKind> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName().equals(name))
                .findFirst();
    }
}
