package io.modelfactory.worker.dataset.split;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.table.EpochMicros;
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
                SELECT event, part FROM (SELECT event, part, min(part) OVER (PARTITION BY entity_id) AS first FROM (%s))
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
                robbed AS (SELECT event, part, event_time, since FROM (%s) JOIN known USING (entity_id) WHERE part = %d)
                SELECT event, part FROM robbed ASOF JOIN days ON robbed.event_time >= days.start WHERE since < days.start
                """.formatted(starts, PLACED, SplitPart.TEST.number()));
    }

    /** Midnights from the first event to the last, in microseconds; empty if there are none. */
    private String dayStarts(ZoneId zone) {
        List<Long> ends = db
                .query(
                        "SELECT min(event_time), max(event_time) FROM events HAVING count(*) > 0",
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

    /** @param events a query of those that go, with their parts; only these parts are numbered anew */
    private LeftOutRows leaveOut(String events) {
        db.update("CREATE TABLE left_out AS " + events);
        List<Long> left = db.queryLongs(
                "SELECT count_if(part = %d), count_if(part = %d) FROM left_out"
                        .formatted(SplitPart.VALIDATION.number(), SplitPart.TEST.number()),
                2);
        LeftOutRows rows = new LeftOutRows(left.get(0), left.get(1));
        if (rows.total() > 0) {
            db.update("""
                    CREATE TABLE kept AS
                    SELECT event, part, position FROM placement WHERE part NOT IN (SELECT part FROM left_out)
                    UNION ALL
                    SELECT event, part, row_number() OVER (PARTITION BY part ORDER BY position) - 1 AS position
                    FROM placement
                    WHERE part IN (SELECT part FROM left_out) AND event NOT IN (SELECT event FROM left_out)
                    """);
            db.update("DROP TABLE placement");
            db.update("ALTER TABLE kept RENAME TO placement");
        }
        db.update("DROP TABLE left_out");
        return rows;
    }
}
