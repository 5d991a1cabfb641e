package io.modelfactory.worker.telemetry;

import java.util.Locale;

/** Which loop of the worker met a fault of an external dependency. */
public enum FaultSource {
    INTAKE,
    CLAIM,
    LISTENER,
    EXECUTION,
    HEARTBEAT,
    RELAY,
    FACTS,
    ARCHIVER,
    JANITOR,
    RECONCILER,
    REGISTRATION,
    PROGRESS;

    /** Its name in labels. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
