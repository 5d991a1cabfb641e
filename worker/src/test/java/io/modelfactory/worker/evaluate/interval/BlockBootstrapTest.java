package io.modelfactory.worker.evaluate.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.metric.GoldenScores;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.MetricTotals;
import io.modelfactory.worker.evaluate.rows.ZoneDays;
import io.modelfactory.worker.model.IntColumn;
import io.modelfactory.worker.model.LongColumn;
import io.modelfactory.worker.resolve.Uncertainty.BlockUnit;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockBootstrapTest {
    private static final List<Metric> METRICS = List.of(Metric.values());
    private static final int DRAWS = 60;
    private static final long DAY = 86_400_000_000L;

    private final float[] labels = GoldenScores.TIES.labels();
    private final float[] scores = GoldenScores.TIES.firstScores();

    /** Against the recipe in numbers of any size, and the metrics of rows that are written out as often as drawn. */
    @Test
    void metricsAreThoseOfTheRowsThatTheRecipeDraws() {
        EventRoles roles = entities(
                IntStream.range(0, labels.length).map(row -> row * 7 % 31).toArray());
        TestBlocks blocks = TestBlocks.of(roles, labels.length, Optional.empty(), ZoneOffset.UTC);

        Map<Metric, double[]> found = new BlockBootstrap(labels, blocks, DRAWS).values(scores, METRICS);

        assertThat(blocks.count()).isEqualTo(31);
        for (int draw = 0; draw < DRAWS; draw++) {
            int[] times = timesByTheRecipe(draw, 31);
            int rows = 0;
            float[] drawnLabels = new float[labels.length * 31];
            float[] drawnScores = new float[labels.length * 31];
            for (int row = 0; row < labels.length; row++) {
                for (int copy = 0; copy < times[row * 7 % 31]; copy++) {
                    drawnLabels[rows] = labels[row];
                    drawnScores[rows++] = scores[row];
                }
            }
            MetricTotals drawn = MetricTotals.of(Arrays.copyOf(drawnLabels, rows), Arrays.copyOf(drawnScores, rows));
            for (Metric metric : METRICS) {
                assertThat(Objects.requireNonNull(found.get(metric))[draw])
                        .as("%s in draw %d", metric, draw)
                        .satisfies(
                                value -> assertSame(value, metric.value(drawn).orElse(Double.NaN)));
            }
        }
    }

    /** Blocks are added up, and not rows: all but the last bits. */
    private static void assertSame(double found, double written) {
        if (Double.isNaN(written)) {
            assertThat(found).isNaN();
        } else {
            assertThat(found).isCloseTo(written, within(1e-13));
        }
    }

    private static int[] timesByTheRecipe(int draw, int count) {
        BigInteger word = BigInteger.ONE.shiftLeft(64);
        BigInteger gamma = new BigInteger("9E3779B97F4A7C15", 16);
        BigInteger state = mixed(BigInteger.valueOf(20_260_101)
                .add(gamma.multiply(BigInteger.valueOf(draw)))
                .mod(word));
        int[] times = new int[count];
        for (int i = 0; i < count; i++) {
            state = state.add(gamma).mod(word);
            times[
                    mixed(state)
                            .shiftRight(32)
                            .multiply(BigInteger.valueOf(count))
                            .shiftRight(32)
                            .intValue()]++;
        }
        return times;
    }

    private static BigInteger mixed(BigInteger state) {
        BigInteger word = BigInteger.ONE.shiftLeft(64);
        BigInteger z = state.xor(state.shiftRight(30))
                .multiply(new BigInteger("BF58476D1CE4E5B9", 16))
                .mod(word);
        z = z.xor(z.shiftRight(27))
                .multiply(new BigInteger("94D049BB133111EB", 16))
                .mod(word);
        return z.xor(z.shiftRight(31));
    }

    @Test
    void theNumberOfThreadsChangesNoBit() throws Exception {
        TestBlocks rows = TestBlocks.of(EventRoles.none(), labels.length, Optional.empty(), ZoneOffset.UTC);
        BlockBootstrap bootstrap = new BlockBootstrap(labels, rows, DRAWS);

        Map<Metric, double[]> one = in(1, bootstrap);
        Map<Metric, double[]> four = in(4, bootstrap);

        METRICS.forEach(metric -> assertThat(four.get(metric)).isEqualTo(one.get(metric)));
    }

    private Map<Metric, double[]> in(int threads, BlockBootstrap bootstrap) throws Exception {
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            return pool.submit(() -> bootstrap.values(scores, METRICS)).get();
        } finally {
            pool.shutdown();
        }
    }

    /** Rows by themselves store less than blocks of one row each, of which the sums are the same to the last bit. */
    @Test
    void rowsByThemselvesHaveTheSumsOfBlocksOfOneRow() {
        EventRoles entities = new EventRoles(
                Optional.empty(),
                Optional.of(IntColumn.of(IntStream.range(0, labels.length).toArray())),
                Optional.empty(),
                Optional.empty());
        TestBlocks ofOneRow = TestBlocks.of(entities, labels.length, Optional.of(BlockUnit.ENTITY), ZoneOffset.UTC);

        Map<Metric, double[]> rows =
                new BlockBootstrap(labels, TestBlocks.single(labels.length), DRAWS).values(scores, METRICS);

        assertThat(ofOneRow.count()).isEqualTo(labels.length);
        new BlockBootstrap(labels, ofOneRow, DRAWS)
                .values(scores, METRICS)
                .forEach((metric, values) ->
                        assertThat(rows.get(metric)).as(metric.key()).isEqualTo(values));
    }

    /** As of one row in a million, of which each thread makes many. */
    @Test
    void drawsOfManyBlocksAreInTheirOrder() {
        double[][] draws =
                BlockBootstrap.draws(5, 1_000_001, times -> new double[] {times[0], times[1], times[1_000_000]});

        for (int draw = 0; draw < 5; draw++) {
            int[] times = BlockBootstrap.timesDrawn(draw, 1_000_001);
            assertThat(draws[draw]).containsExactly(times[0], times[1], times[1_000_000]);
        }
    }

    @Test
    void rowsAreDrawnByDayElseByEntityElseByThemselves() {
        assertThat(blocks(40, 40, Optional.empty())).hasToString("{\"unit\":\"day\",\"count\":40}");
        assertThat(blocks(5, 40, Optional.empty())).hasToString("{\"unit\":\"entity\",\"count\":40}");
        assertThat(blocks(5, 5, Optional.empty())).hasToString("{\"unit\":\"row\",\"count\":200}");
        assertThat(blocks(5, 40, Optional.of(BlockUnit.DAY))).hasToString("{\"unit\":\"day\",\"count\":5}");
        assertThat(blocks(40, 40, Optional.of(BlockUnit.ROW))).hasToString("{\"unit\":\"row\",\"count\":200}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestBlocks.of(EventRoles.none(), 200, Optional.of(BlockUnit.ENTITY), ZoneOffset.UTC));
    }

    private static Object blocks(int days, int entities, Optional<BlockUnit> pinned) {
        long[] times =
                IntStream.range(0, 200).mapToLong(row -> row % days * DAY).toArray();
        int[] cards = IntStream.range(0, 200).map(row -> row % entities).toArray();
        EventRoles roles = new EventRoles(
                Optional.of(LongColumn.of(times)),
                Optional.of(IntColumn.of(cards)),
                Optional.empty(),
                Optional.empty());
        return TestBlocks.of(roles, 200, pinned, ZoneOffset.UTC).toJson();
    }

    @Test
    void aDayIsThatOfTheZone() {
        long midnightInNewYork = Instant.parse("2026-07-01T04:00:00Z").getEpochSecond() * 1_000_000;

        assertThat(ZoneDays.of(LongColumn.of(midnightInNewYork - 1, midnightInNewYork), ZoneId.of("America/New_York")))
                .containsExactly(20_634, 20_635);
        assertThat(ZoneDays.of(LongColumn.of(-1, 0), ZoneOffset.UTC)).containsExactly(-1, 0);
    }

    @Test
    void theIntervalLiesBetweenTwoOrderStatistics() {
        double[] values = IntStream.range(0, 999).mapToDouble(i -> i * 7 % 999).toArray();

        assertThat(BlockBootstrap.interval(values, 0.025))
                .contains(new ConfidenceInterval(24, 974, BlockBootstrap.METHOD));
        assertThat(BlockBootstrap.interval(new double[] {1, 2, 3}, 0.025))
                .as("no end among three draws")
                .isEmpty();
    }

    @Test
    void aMetricThatManyDrawsDoNotDefineHasNoInterval() {
        double[] values = IntStream.range(0, 999).mapToDouble(i -> i).toArray();
        Arrays.fill(values, 0, 24, Double.NaN);
        assertThat(BlockBootstrap.interval(values, 0.025)).isPresent();
        values[24] = Double.NaN;
        assertThat(BlockBootstrap.interval(values, 0.025)).isEmpty();
    }

    private static EventRoles entities(int[] cards) {
        return new EventRoles(Optional.empty(), Optional.of(IntColumn.of(cards)), Optional.empty(), Optional.empty());
    }

    @Test
    void drawsThatAreAllEqualHaveNoInterval() {
        double[] certain = new double[999];
        Arrays.fill(certain, 1);
        assertThat(BlockBootstrap.interval(certain, 0.025)).isEmpty();

        certain[500] = 0.9;
        assertThat(BlockBootstrap.interval(certain, 0.025)).isPresent();
    }
}
