package io.modelfactory.worker.dataset;

import io.modelfactory.worker.resolve.SplitSettings;
import io.modelfactory.worker.resolve.TrainingProfile.SplitUnit;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes rows out of the table {@code placement} that would flatter the model; those that stay keep their order. */
final class PlacementFilter {
    private static final String PLACED =
            "SELECT event, part, position, entity_id, event_time FROM placement JOIN events ON events.rowid = event";

    private final DuckDb db;

    PlacementFilter(DuckDb db) {
        this.db = db;
    }

    /**
     * Rows of the later parts of a split by time whose entity has a row in an earlier part, so that no entity is on
     * both sides.
     *
     * @return how many rows each part lost
     */
    LeftOutRows leaveOutSeenEntities(SplitSettings settings) {
        if (!settings.byTime() || settings.unit() != SplitUnit.ENTITY) {
            return LeftOutRows.NONE;
        }
        return leaveOut("""
                SELECT event FROM (SELECT event, part, min(part) OVER (PARTITION BY entity_id) AS first FROM (%s))
                WHERE part > first
                """.formatted(PLACED));
    }

    /**
     * Test rows of an entity that was known to be compromised when the row's day began: a fraud of it, in whichever
     * part, had been labelled by then.
     *
     * @param zone whose calendar days are meant
     */
    LeftOutRows leaveOutKnownCompromised(ZoneId zone) {
        String starts = dayStarts(zone);
        return starts.isEmpty() ? LeftOutRows.NONE : leaveOut("""
                WITH known AS (
                    SELECT entity_id, min(label_observed_time) AS since FROM events WHERE positive GROUP BY entity_id),
                days AS (SELECT unnest([%s]) AS start),
                robbed AS (SELECT event, event_time, since FROM (%s) JOIN known USING (entity_id) WHERE part = %d)
                SELECT event FROM robbed ASOF JOIN days ON robbed.event_time >= days.start WHERE since < days.start
                """.formatted(starts, PLACED, SplitPart.TEST.number()));
    }

    /** Midnights of the test part's days, in microseconds; empty if it has no rows. */
    private String dayStarts(ZoneId zone) {
        List<Long> ends = db
                .query(
                        "SELECT min(event_time), max(event_time) FROM (" + PLACED + ") WHERE part = "
                                + SplitPart.TEST.number() + " HAVING count(*) > 0",
                        row -> List.of(row.getLong(1), row.getLong(2)))
                .stream()
                .flatMap(List::stream)
                .toList();
        if (ends.isEmpty()) {
            return "";
        }
        LocalDate last = date(ends.get(1), zone);
        return Stream.iterate(date(ends.get(0), zone), day -> !day.isAfter(last), day -> day.plusDays(1))
                .map(day -> "" + EpochMicros.of(day.atStartOfDay(zone).toInstant()))
                .collect(Collectors.joining(", "));
    }

    private static LocalDate date(long micros, ZoneId zone) {
        Instant time = EpochMicros.toInstant(micros);
        return time.atZone(zone).toLocalDate();
    }

    /** @param events a query of those that go */
    private LeftOutRows leaveOut(String events) {
        db.update("CREATE TABLE left_out AS " + events);
        LeftOutRows left = new LeftOutRows(count(SplitPart.VALIDATION), count(SplitPart.TEST));
        db.update("""
                CREATE TABLE kept AS
                SELECT event, part, row_number() OVER (PARTITION BY part ORDER BY position) - 1 AS position
                FROM placement WHERE event NOT IN (SELECT event FROM left_out)
                """);
        db.update("DROP TABLE placement");
        db.update("ALTER TABLE kept RENAME TO placement");
        db.update("DROP TABLE left_out");
        return left;
    }

    private long count(SplitPart part) {
        return db.queryLong("SELECT count(*) FROM placement WHERE event IN (SELECT event FROM left_out) AND part = "
                + part.number());
    }
}
