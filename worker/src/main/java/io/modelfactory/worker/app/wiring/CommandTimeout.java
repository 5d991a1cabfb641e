package io.modelfactory.worker.app.wiring;

import java.time.Duration;
import java.util.Optional;

/** How long a command, behind which a person waits, waits for a database, broker or store that does not answer. */
public final class CommandTimeout {
    public static final Duration DEFAULT = Duration.ofSeconds(15);

    private CommandTimeout() {}

    /** For a single answer to a command that as a whole waits for so long. */
    public static Duration within(Optional<Duration> whole) {
        return whole.filter(time -> time.compareTo(DEFAULT) < 0).orElse(DEFAULT);
    }

    /** In whole seconds, at least one: zero would mean without end to some clients. */
    static int seconds(Duration timeout) {
        return Math.toIntExact(Math.max(1, timeout.toSeconds()));
    }
}
