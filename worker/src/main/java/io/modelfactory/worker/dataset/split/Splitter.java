package io.modelfactory.worker.dataset.split;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.resolve.SplitSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Assigns the rows of {@code events} in the table {@code placement}: the part of each, and its position in the part,
 * from 0. Rows in the gap of a split by time have no part and are not in the table. The assignment depends on the rows'
 * own content and the settings only, not on files, their order or the number of threads.
 */
final class Splitter {
    private final DuckDb db;
    private final SplitSettings settings;
    private final Optional<BacktestWindow> window;
    private Optional<TimeCuts> timeCuts = Optional.empty();

    Splitter(DuckDb db, SplitSettings settings) {
        this(db, settings, Optional.empty());
    }

    /** @param window whose parts are taken; other rows have none */
    Splitter(DuckDb db, SplitSettings settings, Optional<BacktestWindow> window) {
        this.db = db;
        this.settings = settings;
        this.window = window;
    }

    /** @param maxCutDistance of a split by time, as a fraction of all rows */
    void split(double maxCutDistance) {
        if (window.isPresent()) {
            byWindow(window.get());
            return;
        }
        switch (settings.strategy()) {
            case TIME_BASED -> byTime(maxCutDistance);
            case HASH -> byHash();
        }
    }

    /** The cuts of a split by time that was done. */
    Optional<TimeCuts> timeCuts() {
        return timeCuts;
    }

    /** Ordered by time; events of one time stay in one part. */
    private void byTime(double maxCutDistance) {
        TimeCuts times = TimeCuts.of(db, settings.fractions());
        SplitBoundaries cuts = times.nearest(maxCutDistance);
        timeCuts = Optional.of(times);
        String kept = settings.gapDays() == 0 ? "true" : outsideOfGaps(times.cutTimes());
        SplitBoundaries ranks = settings.gapDays() == 0 ? cuts : boundariesOfKept(kept, times.cutTimes());
        place(kept, ranks);
    }

    private void byWindow(BacktestWindow placed) {
        String kept = placed.condition() + " AND " + outsideOfGaps(placed.cutTimes());
        place(kept, boundariesOfKept(kept, placed.cutTimes()));
    }

    /** @param kept a condition on the events that are in a part */
    private void place(String kept, SplitBoundaries ranks) {
        fillPlacement("""
                WITH ranked AS (
                    SELECT rowid AS event, row_number() OVER (ORDER BY event_time, event_id) - 1 AS rank
                    FROM events WHERE %s),
                parted AS (
                    SELECT event, rank, %s AS part FROM ranked)
                SELECT event, CAST(part AS TINYINT) AS part,
                    rank - CASE part WHEN 0 THEN 0 WHEN 1 THEN %d ELSE %d END AS position
                FROM parted
                """.formatted(kept, ranks.partExpression("rank"), ranks.validationStart(), ranks.testStart()));
    }

    /** An event before a cut is kept if it is at least the gap older than the cut. */
    private String outsideOfGaps(List<Long> cutTimes) {
        long gap = TimeUnit.MILLISECONDS.toMicros(
                Duration.ofDays(settings.gapDays()).toMillis());
        return cutTimes.stream()
                .map(cut -> "NOT (event_time > %d AND event_time < %d)".formatted(cut - gap, cut))
                .reduce("true", (one, other) -> one + " AND " + other);
    }

    private SplitBoundaries boundariesOfKept(String kept, List<Long> cutTimes) {
        String rowsBefore = "SELECT count(*) FROM events WHERE " + kept + " AND event_time < ";
        return new SplitBoundaries(
                db.queryLong(rowsBefore + cutTimes.get(0)),
                db.queryLong(rowsBefore + cutTimes.get(cutTimes.size() - 1)));
    }

    private void byHash() {
        fillPlacement("""
                WITH hashed AS (
                    SELECT rowid AS event, event_id, %s AS hash FROM events),
                parted AS (
                    SELECT *, %s AS part FROM hashed)
                SELECT event, CAST(part AS TINYINT) AS part,
                    row_number() OVER (PARTITION BY part ORDER BY hash, event_id) - 1 AS position
                FROM parted
                """.formatted(
                SplitHash.ofRow(settings.baseSeed(), settings.unit()), SplitHash.partOf("hash", settings.fractions())));
    }

    private void fillPlacement(String rows) {
        if (db.isKept()) {
            db.createTable("placement", "event BIGINT, part TINYINT, position BIGINT");
            db.update("INSERT INTO placement " + rows);
        } else {
            db.update("CREATE TABLE placement AS " + rows);
        }
    }
}
