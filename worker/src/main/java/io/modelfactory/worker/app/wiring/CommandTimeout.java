package io.modelfactory.worker.app.wiring;

import java.time.Duration;

/** How long a command, behind which a person waits, waits for a database, broker or store that does not answer. */
public final class CommandTimeout {
    public static final Duration DEFAULT = Duration.ofSeconds(15);

    private CommandTimeout() {}

    /** In whole seconds, at least one: zero would mean without end to some clients. */
    static int seconds(Duration timeout) {
        return Math.toIntExact(Math.max(1, timeout.toSeconds()));
    }
}
