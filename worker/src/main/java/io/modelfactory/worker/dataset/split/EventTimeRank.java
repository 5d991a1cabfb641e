package io.modelfactory.worker.dataset.split;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The time of the event that is at some place in the order of time, and its neighbours among the different times; in
 * microseconds.
 *
 * @param rowsBefore of all earlier times
 * @param rowsUpTo of this time and all earlier ones
 * @param previous time that an event has; empty before the first
 * @param next time that an event has; empty after the last
 */
record EventTimeRank(long time, long rowsBefore, long rowsUpTo, Optional<Long> previous, Optional<Long> next) {

    /** More are searched by ranges: a quantile holds all times in memory. */
    private static final long MAX_QUANTILE_ROWS = 1 << 22;

    private static final int RANGES = 1 << 12;

    /** @param rank from 0, below {@code rows}, of an event that has this time */
    static EventTimeRank of(DuckDb db, long rank, long rows) {
        // A quantile is near enough to the place to begin with, however its fraction is rounded.
        EventTimeRank found = at(
                db,
                rows > MAX_QUANTILE_ROWS
                        ? timeByRanges(db, rank)
                        : db.queryLong(
                                "SELECT quantile_disc(event_time, %s) FROM events".formatted((rank + 0.5) / rows)));
        while (rank < found.rowsBefore) {
            found = at(db, found.previous.orElseThrow());
        }
        while (rank >= found.rowsUpTo) {
            found = at(db, found.next.orElseThrow());
        }
        return found;
    }

    /**
     * Counts the events of equal ranges of time, then those of ranges of the one that has the place, down to one time.
     */
    static long timeByRanges(DuckDb db, long rank) {
        long low = db.queryLong("SELECT min(event_time) FROM events");
        long high = db.queryLong("SELECT max(event_time) FROM events");
        long before = 0;
        while (low < high) {
            long width = (high - low) / RANGES + 1;
            List<Range> ranges =
                    db.query("""
                    SELECT (event_time - %1$d) // %3$d AS range_number, count(*) FROM events
                    WHERE event_time >= %1$d AND event_time <= %2$d GROUP BY range_number ORDER BY range_number
                    """.formatted(low, high, width), row -> new Range(row.getLong(1), row.getLong(2)));
            int place = 0;
            while (before + ranges.get(place).events() <= rank) {
                before += ranges.get(place++).events();
            }
            low += ranges.get(place).number() * width;
            high = Math.min(high, low + width - 1);
        }
        return low;
    }

    private record Range(long number, long events) {}

    private static EventTimeRank at(DuckDb db, long time) {
        return db.query(
                        """
                        SELECT count_if(event_time < %1$d), count_if(event_time <= %1$d),
                            max(event_time) FILTER (event_time < %1$d), min(event_time) FILTER (event_time > %1$d)
                        FROM events
                        """.formatted(time),
                        row -> new EventTimeRank(
                                time, row.getLong(1), row.getLong(2), optional(row, 3), optional(row, 4)))
                .get(0);
    }

    /**
     * What is beyond the neighbours.
     *
     * @param rowsBeforePrevious 0 where there is no previous time
     * @param rowsUpToNext of no meaning where there is no next time
     */
    record OuterTimes(long rowsBeforePrevious, long rowsUpToNext, Optional<Long> afterNext) {}

    OuterTimes outerTimes(DuckDb db) {
        long low = previous.orElse(time);
        long high = next.orElse(time);
        return db.query(
                        """
                        SELECT count_if(event_time < %1$d), count_if(event_time <= %2$d),
                            min(event_time) FILTER (event_time > %2$d)
                        FROM events
                        """.formatted(low, high),
                        row -> new OuterTimes(row.getLong(1), row.getLong(2), optional(row, 3)))
                .get(0);
    }

    private static Optional<Long> optional(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }
}
