package io.modelfactory.worker.ledger.postgres;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The database's clock as it was last read, continued by a clock of this process that only measures how long ago that
 * is. It is slow by the time that the reading took to arrive; the clock of this machine has no part in it.
 */
public final class DatabaseClock {
    private final LongSupplier nanos;
    private volatile Optional<Reading> last = Optional.empty();

    private record Reading(Instant database, long nanos) {}

    /** @param nanos such as {@link System#nanoTime} */
    public DatabaseClock(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @param database a time that the database's clock has shown, and that has just arrived */
    public void set(Instant database) {
        last = Optional.of(new Reading(database, nanos.getAsLong()));
    }

    /** In microseconds, as the database keeps times; empty before the first reading. */
    public Optional<Instant> now() {
        return last.map(reading -> reading.database()
                .plusNanos(nanos.getAsLong() - reading.nanos())
                .truncatedTo(ChronoUnit.MICROS));
    }
}
