package io.modelfactory.worker.evaluate.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.interval.BlockBootstrap;
import io.modelfactory.worker.evaluate.interval.ConfidenceInterval;
import io.modelfactory.worker.evaluate.interval.IntervalSettings;
import io.modelfactory.worker.evaluate.interval.TestBlocks;
import io.modelfactory.worker.model.DoubleColumn;
import io.modelfactory.worker.model.IntColumn;
import io.modelfactory.worker.model.LongColumn;
import io.modelfactory.worker.resolve.TrainingProfile.Evaluation;
import io.modelfactory.worker.resolve.Uncertainty.BlockUnit;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Intervals of a scorecard's measures: against the plain definition on rows that are written out as often as drawn. */
class ScorecardDrawsTest {
    private static final int ROWS = 120;
    private static final int DRAWS = 99;
    private static final long DAY = 86_400_000_000L;
    private static final int TOP = 4;
    private static final Evaluation SETTINGS = new Evaluation(
            0.5, Optional.empty(), Optional.empty(), Optional.of(2.5), Optional.of(0.8), Optional.of(List.of(TOP)));
    private static final List<ScorecardMeasure> MEASURES = Stream.of(
                    "alert_precision",
                    "alert_recall",
                    "value_detection_rate",
                    "account_detection_rate",
                    "account_false_positive_ratio",
                    "money_saved",
                    "daily_precision_at_4",
                    "daily_card_precision_at_4")
            .map(key -> ScorecardMeasure.of(key).orElseThrow())
            .toList();

    private final float[] labels = new float[ROWS];
    private final float[] scores = new float[ROWS];
    private final long[] times = new long[ROWS];
    private final int[] cards = new int[ROWS];
    private final double[] amounts = new double[ROWS];
    private final double[] rates = new double[ROWS];

    ScorecardDrawsTest() {
        SplittableRandom random = new SplittableRandom(7);
        for (int row = 0; row < ROWS; row++) {
            labels[row] = random.nextInt(3) == 0 ? 1 : 0;
            scores[row] = Math.min(1, random.nextInt(12) / 16f + labels[row] / 4);
            times[row] = random.nextLong(9 * DAY);
            cards[row] = random.nextInt(30);
            amounts[row] = random.nextInt(100_000) / 100.0;
            rates[row] = random.nextBoolean() ? 1 : 0.5;
        }
    }

    @ParameterizedTest
    @EnumSource(BlockUnit.class)
    void everyIntervalIsThatOfTheRowsThatAreDrawn(BlockUnit unit) {
        JsonNode found = intervals(unit);

        List<double[]> plain = new ArrayList<>();
        TestBlocks blocks = blocks(unit);
        for (int draw = 0; draw < DRAWS; draw++) {
            plain.add(plainValues(unit, BlockBootstrap.timesDrawn(draw, blocks.count()), blocks));
        }
        for (int i = 0; i < MEASURES.size(); i++) {
            int measure = i;
            String key = MEASURES.get(measure).key();
            ConfidenceInterval expected = BlockBootstrap.interval(
                            plain.stream()
                                    .mapToDouble(values -> values[measure])
                                    .toArray(),
                            0.05)
                    .orElseThrow();
            JsonNode interval = found.path("metrics").path(key);
            assertThat(interval.path("lower").asDouble()).as(key).isCloseTo(expected.lower(), within(1e-9));
            assertThat(interval.path("upper").asDouble()).as(key).isCloseTo(expected.upper(), within(1e-9));
            assertThat(expected.lower()).as("%s has a width", key).isLessThan(expected.upper());
        }
    }

    private double[] plainValues(BlockUnit unit, int[] drawn, TestBlocks blocks) {
        List<Integer> rows = new ArrayList<>();
        List<Long> copies = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            for (long copy = 0; copy < drawn[blocks.ofRow(row)]; copy++) {
                rows.add(row);
                copies.add(copy);
            }
        }
        PlainScorecard plain = written(unit, rows, copies);
        List<Integer> all = plain.all();
        return new double[] {
            plain.alertPrecision(0.5, all),
            plain.alertRecall(0.5, all),
            plain.valueDetection(0.5, all),
            plain.accountDetection(0.5, all),
            plain.accountFalsePositives(0.5, all),
            plain.saved(0.5, all, 0.8, 2.5),
            mean(plain.days().values().stream()
                    .mapToDouble(day -> plain.precision(TOP, day))
                    .toArray()),
            mean(plain.days().values().stream()
                    .mapToDouble(day -> plain.cardPrecision(TOP, day))
                    .toArray())
        };
    }

    /** Another copy of a day is another day, of a card another card, of an event the same event once more. */
    private PlainScorecard written(BlockUnit unit, List<Integer> rows, List<Long> copies) {
        int size = rows.size();
        float[] writtenLabels = new float[size];
        float[] writtenScores = new float[size];
        long[] writtenTimes = new long[size];
        int[] writtenCards = new int[size];
        double[] writtenAmounts = new double[size];
        double[] writtenRates = new double[size];
        for (int i = 0; i < size; i++) {
            int row = rows.get(i);
            long copy = copies.get(i);
            writtenLabels[i] = labels[row];
            writtenScores[i] = scores[row];
            writtenTimes[i] = times[row] + (unit == BlockUnit.DAY ? copy * 1_000 * DAY : 0);
            writtenCards[i] = cards[row] + (unit == BlockUnit.ENTITY ? (int) copy * 1_000 : 0);
            writtenAmounts[i] = amounts[row];
            writtenRates[i] = rates[row];
        }
        return new PlainScorecard(
                writtenLabels, writtenScores, writtenTimes, writtenCards, writtenAmounts, writtenRates, ZoneOffset.UTC);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).average().orElse(Double.NaN);
    }

    private JsonNode intervals(BlockUnit unit) {
        IntervalSettings pinned = new IntervalSettings(0.9, DRAWS, Optional.of(unit), List.of(), Map.of());
        return new Scorecard(labels, scores, roles(), 0.5, SETTINGS).intervals(pinned, blocks(unit), MEASURES);
    }

    private TestBlocks blocks(BlockUnit unit) {
        return TestBlocks.of(roles(), ROWS, Optional.of(unit), ZoneOffset.UTC);
    }

    private EventRoles roles() {
        return new EventRoles(
                Optional.of(LongColumn.of(times)),
                Optional.of(IntColumn.of(cards)),
                Optional.of(DoubleColumn.of(amounts)),
                Optional.of(DoubleColumn.of(rates)));
    }

    @Test
    void theNumberOfThreadsChangesNoBit() throws Exception {
        ForkJoinPool four = new ForkJoinPool(4);
        ForkJoinPool one = new ForkJoinPool(1);
        try {
            assertThat(four.submit(() -> intervals(BlockUnit.DAY)).get())
                    .isEqualTo(one.submit(() -> intervals(BlockUnit.DAY)).get());
        } finally {
            four.shutdown();
            one.shutdown();
        }
    }

    @Test
    void everyPointOfTheCostCurveIsTheScorecardAtItsThreshold() {
        JsonNode curve =
                new Scorecard(labels, scores, roles(), 0.5, SETTINGS).toJson().path("cost_curve");

        PlainScorecard plain = new PlainScorecard(labels, scores, times, cards, amounts, rates, ZoneOffset.UTC);
        double most = Double.NEGATIVE_INFINITY;
        for (JsonNode point : curve.path("points")) {
            double threshold = point.path("threshold").asDouble();
            assertThat(point.path("alerts").asDouble()).isCloseTo(plain.alerts(threshold, plain.all()), within(1e-9));
            assertThat(point.path("value_detection_rate").asDouble())
                    .isCloseTo(plain.valueDetection(threshold, plain.all()), within(1e-9));
            assertThat(point.path("recall").asDouble())
                    .isCloseTo(plain.alertRecall(threshold, plain.all()), within(1e-9));
            assertThat(point.path("money_saved").asDouble())
                    .isCloseTo(plain.saved(threshold, plain.all(), 0.8, 2.5), within(1e-6));
        }
        for (float score : scores) {
            most = Math.max(most, plain.saved(score, plain.all(), 0.8, 2.5));
        }
        assertThat(curve.at("/highest/money_saved").asDouble()).isCloseTo(most, within(1e-6));
        assertThat(curve.path("points"))
                .hasSize((int) Stream.of(scores).flatMap(all -> distinct(all)).count());
    }

    private static Stream<Float> distinct(float[] values) {
        List<Float> boxed = new ArrayList<>();
        for (float value : values) {
            boxed.add(value);
        }
        return boxed.stream().distinct();
    }

    @Test
    void aLongCostCurveIsThinnedFromItsFirstToItsLastThreshold() {
        int rows = 5_000;
        float[] many = new float[rows];
        float[] frauds = new float[rows];
        for (int row = 0; row < rows; row++) {
            many[row] = row / (float) rows;
            frauds[row] = row % 9 == 0 ? 1 : 0;
        }
        EventRoles roles = new EventRoles(
                Optional.of(LongColumn.of(new long[rows])),
                Optional.empty(),
                Optional.of(DoubleColumn.of(new double[rows])),
                Optional.empty());

        JsonNode points = new CostCurve(frauds, many, roles, SETTINGS).toJson().path("points");

        assertThat(points).hasSizeBetween(150, CostCurve.MAX_POINTS);
        assertThat(points.get(0).path("alerts").asDouble()).isEqualTo(1);
        assertThat(points.get(points.size() - 1).path("alerts").asDouble()).isEqualTo(rows);
    }

    @Test
    void whatIsNotDeclaredIsNamed() {
        EventRoles timesOnly =
                new EventRoles(Optional.of(LongColumn.of(times)), Optional.empty(), Optional.empty(), Optional.empty());

        JsonNode card = new Scorecard(labels, scores, timesOnly, 0.5, SETTINGS).toJson();

        assertThat(card.path("not_measured"))
                .hasToString("{\"account_detection_rate\":\"columns.entity_id\","
                        + "\"account_false_positive_ratio\":\"columns.entity_id\","
                        + "\"card_precision\":\"columns.entity_id\",\"money_saved\":\"columns.amount\","
                        + "\"value_detection_rate\":\"columns.amount\"}");
        assertThat(card.has("cost_curve")).isFalse();
    }
}
