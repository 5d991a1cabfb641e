package io.modelfactory.worker.telemetry;

import java.util.Locale;

/** What became of a lineage event. */
public enum LineageOutcome {
    SENT,
    /** The transport did not take it. */
    FAILED,
    /** Too many waited before it, or the worker ended. */
    DROPPED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
