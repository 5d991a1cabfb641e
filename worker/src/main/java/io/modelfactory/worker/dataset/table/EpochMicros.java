package io.modelfactory.worker.dataset.table;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the {@code events} table holds them: microseconds since 1970 in UTC. */
public final class EpochMicros {

    private EpochMicros() {}

    /** Rounded down; times that do not fit become the earliest or latest that do. */
    public static long of(Instant time) {
        try {
            return Math.floorDiv(time.getNano(), 1_000) + Math.multiplyExact(time.getEpochSecond(), 1_000_000L);
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    public static Instant toInstant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
