package io.modelfactory.worker.dataset;

import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.util.Optional;

/**
 * Assigns every row of {@code events} in the table {@code placement}: its part, and its position in the part, from 0.
 * The assignment depends on the rows' own content and the seed only, not on files, their order or the number of
 * threads.
 */
final class Splitter {
    private final DuckDb db;
    private final SplitFractions fractions;
    private Optional<TimeCuts> timeCuts = Optional.empty();

    Splitter(DuckDb db, SplitFractions fractions) {
        this.db = db;
        this.fractions = fractions;
    }

    /** @param maxCutDistance of a split by time, as a fraction of all rows */
    void split(SplitStrategy strategy, long seed, double maxCutDistance) {
        switch (strategy) {
            case TIME_BASED -> byTime(maxCutDistance);
            case STRATIFIED_RANDOM -> byHash(seed);
        }
    }

    /** The cuts of a split by time that was done. */
    Optional<TimeCuts> timeCuts() {
        return timeCuts;
    }

    /** Ordered by time; events of one time stay in one part. */
    private void byTime(double maxCutDistance) {
        TimeCuts times = TimeCuts.of(db, fractions);
        SplitBoundaries cuts = times.nearest(maxCutDistance);
        timeCuts = Optional.of(times);
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

    /**
     * Within each class, ordered by the first 64 bits of the SHA-256 of seed and event id, so that each class is
     * divided by the fractions as exactly as whole rows allow.
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
