package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.util.List;

/**
 * Assigns every row of {@code events} in the table {@code placement}: its part, and its position in the part, from 0.
 * The assignment depends on the rows' own content and the seed only, not on files, their order or the number of threads.
 */
final class Splitter {
    private final DuckDb db;
    private final SplitFractions fractions;

    Splitter(DuckDb db, SplitFractions fractions) {
        this.db = db;
        this.fractions = fractions;
    }

    void split(SplitStrategy strategy, long seed) {
        switch (strategy) {
            case TIME_BASED -> byTime();
            case STRATIFIED_RANDOM -> byHash(seed);
        }
    }

    /** Ordered by time; a cut that would divide events of one time moves to the nearest end of such a group. */
    private void byTime() {
        long rows = db.queryLong("SELECT count(*) FROM events");
        db.update("""
                CREATE TABLE ends AS
                SELECT sum(count(*)) OVER (ORDER BY event_time) AS rows FROM events GROUP BY event_time
                """);
        SplitBoundaries wanted = SplitBoundaries.of(rows, fractions);
        long validation = nearestBoundary(wanted.validationStart(), 0, rows);
        long test = wanted.testStart() == wanted.validationStart()
                ? validation
                : nearestBoundary(wanted.testStart(), validation, rows);
        db.update("DROP TABLE ends");
        SplitBoundaries cuts = new SplitBoundaries(validation, test);
        db.update("""
                CREATE TABLE placement AS
                WITH ranked AS (
                    SELECT rowid AS event, row_number() OVER (ORDER BY event_time, event_id) - 1 AS rank FROM events),
                parted AS (
                    SELECT event, rank, %s AS part FROM ranked)
                SELECT event, CAST(part AS TINYINT) AS part,
                    rank - CASE part WHEN 0 THEN 0 WHEN 1 THEN %d ELSE %d END AS position
                FROM parted
                """.formatted(cuts.partExpression("rank"), cuts.validationStart(), cuts.testStart()));
    }

    /** The number of rows nearest to {@code wanted} at which one event_time ends and the next begins; the lower of two. */
    private long nearestBoundary(long wanted, long above, long below) {
        List<Long> cuts = db.query("""
                SELECT rows FROM ends
                WHERE rows > %d AND rows < %d
                ORDER BY abs(rows - %d), rows LIMIT 1
                """.formatted(above, below, wanted), row -> row.getLong(1));
        return cuts.stream()
                .findFirst()
                .orElseThrow(() -> new FailureException(
                        DATASET_INVALID,
                        "event_time: too few different times to cut " + below + " rows by time into the profile's"
                                + " split_fractions"));
    }

    /**
     * Within each class, ordered by the first 64 bits of the SHA-256 of seed and event id, so that each class is divided by
     * the fractions as exactly as whole rows allow.
     */
    private void byHash(long seed) {
        db.update("""
                CREATE TABLE placement AS
                WITH hashed AS (
                    SELECT rowid AS event, event_id, positive, left(sha256(concat('%d:', event_id)), 16) AS hash
                    FROM events),
                ranked AS (
                    SELECT *, row_number() OVER (PARTITION BY positive ORDER BY hash, event_id) - 1 AS rank FROM hashed),
                parted AS (
                    SELECT *, CASE WHEN positive THEN %s ELSE %s END AS part FROM ranked)
                SELECT event, CAST(part AS TINYINT) AS part,
                    row_number() OVER (PARTITION BY part ORDER BY hash, event_id) - 1 AS position
                FROM parted
                """.formatted(
                        seed,
                        boundariesOfClass(true).partExpression("rank"),
                        boundariesOfClass(false).partExpression("rank")));
    }

    private SplitBoundaries boundariesOfClass(boolean positive) {
        return SplitBoundaries.of(db.queryLong("SELECT count(*) FROM events WHERE positive = " + positive), fractions);
    }
}
