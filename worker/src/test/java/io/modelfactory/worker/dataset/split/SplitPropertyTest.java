package io.modelfactory.worker.dataset.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.resolve.SplitSettings;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import io.modelfactory.worker.resolve.TrainingProfile.SplitUnit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** For all rows and fractions: every row is in exactly one part, and every part has its fraction. */
class SplitPropertyTest {
    private static final Path NEVER_SPILLED_TO = Path.of(System.getProperty("java.io.tmpdir"), "unused");

    @Property(tries = 60)
    void aHashSplitPlacesEachRowByItsIdAndTheSeedAlone(
            @ForAll @IntRange(min = 1, max = 500) int rows,
            @ForAll @LongRange(max = Long.MAX_VALUE) long seed,
            @ForAll("fractions") SplitFractions fractions) {
        try (DuckDb db = events("i % 2 = 0", "NULL", rows)) {
            new Splitter(db, settings(SplitStrategy.HASH, seed, fractions)).split(1);

            requireEachRowInOnePlace(db, rows);
            db.query(
                    "SELECT event_id, part FROM events JOIN placement ON events.rowid = placement.event",
                    row -> assertThat(row.getInt(2))
                            .as(row.getString(1))
                            .isEqualTo(partByRecipe(row.getString(1), seed, fractions)));
        }
    }

    /** The recipe as a reader of the contract would program it. */
    private static int partByRecipe(String eventId, long seed, SplitFractions fractions) {
        String hash = Sha256.hex("mf.split.v1:" + seed + ":" + eventId);
        BigDecimal u = new BigDecimal(new BigInteger(hash.substring(0, 16), 16))
                .divide(new BigDecimal(BigInteger.TWO.pow(64)));
        BigDecimal train = BigDecimal.valueOf(fractions.train());
        if (u.compareTo(train) < 0) {
            return SplitPart.TRAIN.number();
        }
        return u.compareTo(train.add(BigDecimal.valueOf(fractions.validation()))) < 0
                ? SplitPart.VALIDATION.number()
                : SplitPart.TEST.number();
    }

    @Test
    void theSharesAreReachedByLargeNumbers() {
        int rows = 100_000;
        SplitFractions fractions = new SplitFractions(0.7, 0.1, 0.2);
        try (DuckDb db = events("i % 50 = 0", "NULL", rows)) {
            new Splitter(db, settings(SplitStrategy.HASH, 20260210, fractions)).split(1);

            // Five standard deviations of a share of 0.7.
            Offset<Double> tolerance = within(5 * Math.sqrt(0.7 * 0.3 / rows));
            assertThat((double) rowsOf(db, SplitPart.TRAIN, "true") / rows).isCloseTo(0.7, tolerance);
            assertThat((double) rowsOf(db, SplitPart.VALIDATION, "true") / rows).isCloseTo(0.1, tolerance);
        }
    }

    @Property(tries = 60)
    void aTimeSplitPlacesEachRowOnceAndDividesNoTime(
            @ForAll @IntRange(min = 100, max = 500) int rows,
            @ForAll @IntRange(min = 1, max = 6) int rowsPerTime,
            @ForAll("fractions") SplitFractions fractions) {
        try (DuckDb db = events("i % 2 = 0", "(i * 7919 % " + rows + ") // " + rowsPerTime, rows)) {
            new Splitter(db, settings(SplitStrategy.TIME_BASED, 0, fractions)).split(1);

            requireEachRowInOnePlace(db, rows);
            assertThat(db.queryLong("""
                    SELECT count(*) FROM (
                        SELECT event_time FROM events JOIN placement ON events.rowid = placement.event
                        GROUP BY event_time HAVING count(DISTINCT part) > 1)""")).as("times in two parts").isZero();
            assertThat(rowsOf(db, SplitPart.TRAIN, "true"))
                    .isCloseTo(Math.round(rows * fractions.train()), within((long) rowsPerTime));
            assertThat(rowsOf(db, SplitPart.TEST, "true")).isPositive();
        }
    }

    /** No pair of cuts between times is nearer to the wanted one than the pair that was taken. */
    @Property(tries = 60)
    void aTimeSplitTakesTheNearestPairOfCuts(
            @ForAll @Size(min = 3, max = 8) List<@IntRange(min = 1, max = 40) Integer> rowsByTime,
            @ForAll("fractions") SplitFractions fractions) {
        String times = IntStream.range(0, rowsByTime.size())
                .mapToObj(time ->
                        "SELECT 'e-%1$d-' || i AS event_id, CAST(%1$d AS BIGINT) AS event_time, i %% 2 = 0 AS positive"
                                        .formatted(time)
                                + " FROM range(" + rowsByTime.get(time) + ") AS n(i)")
                .collect(Collectors.joining(" UNION ALL "));
        try (DuckDb db = DuckDb.open(NEVER_SPILLED_TO, 1, "100MB", List.of())) {
            db.update("CREATE TABLE events AS " + times);
            SplitBoundaries taken = TimeCuts.of(db, fractions).nearest(1);

            int rows = rowsByTime.stream().mapToInt(Integer::intValue).sum();
            SplitBoundaries wanted = SplitBoundaries.of(rows, fractions);
            boolean validation = wanted.testStart() > wanted.validationStart();
            assertThat(distance(taken, wanted)).isEqualTo(nearestDistance(rowsByTime, wanted, validation));
        }
    }

    private static long distance(SplitBoundaries cuts, SplitBoundaries wanted) {
        return Math.abs(cuts.validationStart() - wanted.validationStart())
                + Math.abs(cuts.testStart() - wanted.testStart());
    }

    private static long nearestDistance(List<Integer> rowsByTime, SplitBoundaries wanted, boolean validation) {
        long nearest = Long.MAX_VALUE;
        long first = 0;
        for (int i = 0; i + 1 < rowsByTime.size(); i++) {
            first += rowsByTime.get(i);
            long second = first;
            for (int j = i; j + 1 < rowsByTime.size(); j++) {
                second += j == i ? 0 : rowsByTime.get(j);
                if (validation == (j > i)) {
                    nearest = Math.min(nearest, distance(new SplitBoundaries(first, second), wanted));
                }
            }
        }
        return nearest;
    }

    @Property
    void sharesAreWithinOneRow(@ForAll @IntRange(max = 1_000_000) int rows, @ForAll("fractions") SplitFractions f) {
        SplitBoundaries cuts = SplitBoundaries.of(rows, f);

        assertThat((double) cuts.validationStart()).isCloseTo(rows * f.train(), within(0.5));
        assertThat((double) cuts.testStart() - cuts.validationStart()).isCloseTo(rows * f.validation(), within(1.0001));
        assertThat((double) rows - cuts.testStart()).isCloseTo(rows * f.test(), within(0.5001));
    }

    @Provide
    Arbitrary<SplitFractions> fractions() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 80),
                        Arbitraries.integers().between(0, 19))
                .as((train, validation) ->
                        new SplitFractions(train / 100.0, validation / 100.0, (100 - train - validation) / 100.0));
    }

    private static SplitSettings settings(SplitStrategy strategy, long seed, SplitFractions fractions) {
        return new SplitSettings(TrainingProfile.SPLIT_RECIPE, strategy, SplitUnit.EVENT, seed, fractions, 0);
    }

    private static DuckDb events(String positive, String eventTime, int rows) {
        DuckDb db = DuckDb.open(NEVER_SPILLED_TO, 1, "100MB", List.of());
        db.update("""
                CREATE TABLE events AS
                SELECT 'e-' || i AS event_id, CAST(%s AS BIGINT) AS event_time, %s AS positive FROM range(%d) AS n(i)
                """.formatted(eventTime, positive, rows));
        return db;
    }

    private static void requireEachRowInOnePlace(DuckDb db, int rows) {
        assertThat(db.queryLong("SELECT count(DISTINCT event) FROM placement")).isEqualTo(rows);
        assertThat(db.queryLong("SELECT count(*) FROM placement")).isEqualTo(rows);
        assertThat(db.queryLong("""
                SELECT count(*) FROM (
                    SELECT part FROM placement GROUP BY part
                    HAVING min(position) <> 0 OR max(position) <> count(*) - 1 OR count(DISTINCT position) <> count(*))
                """)).as("parts with gaps").isZero();
    }

    private static long rowsOf(DuckDb db, SplitPart part, String condition) {
        return db.queryLong("SELECT count(*) FROM events JOIN placement ON events.rowid = placement.event WHERE part = "
                + part.number() + " AND " + condition);
    }
}
