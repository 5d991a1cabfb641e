package io.modelfactory.worker.evaluate.rows;

import io.modelfactory.worker.model.LongColumn;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/** Calendar days of a zone. Its offset is asked for once between two changes, and not for each row. */
public final class ZoneDays {
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final long SECOND_MICROS = 1_000_000;

    private final ZoneRules rules;
    /** In microseconds: from the first on and before the second, the offset is the third. */
    private long from;

    private long until;
    private long offset;

    private ZoneDays(ZoneRules rules) {
        this.rules = rules;
    }

    /**
     * Days since 1970, one per row.
     *
     * @param micros since 1970
     */
    public static int[] of(LongColumn micros, ZoneId zone) {
        ZoneDays days = new ZoneDays(zone.getRules());
        int[] found = new int[micros.rows()];
        for (int row = 0; row < found.length; row++) {
            found[row] = days.of(micros.get(row));
        }
        return found;
    }

    private int of(long micros) {
        if (micros < from || micros >= until) {
            readOffset(micros);
        }
        return (int) Math.floorDiv(micros + offset, DAY_MICROS);
    }

    private void readOffset(long micros) {
        Instant time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        // A change belongs to what comes after it, and the previous one is sought before the time itself.
        ZoneOffsetTransition last = rules.previousTransition(time.plusNanos(1));
        ZoneOffsetTransition next = rules.nextTransition(time);
        from = last == null ? Long.MIN_VALUE : last.toEpochSecond() * SECOND_MICROS;
        until = next == null ? Long.MAX_VALUE : next.toEpochSecond() * SECOND_MICROS;
        offset = rules.getOffset(time).getTotalSeconds() * SECOND_MICROS;
    }
}
