package io.modelfactory.worker.evaluate.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.encoding.SliceColumn;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.interval.BlockBootstrap;
import io.modelfactory.worker.evaluate.interval.ConfidenceInterval;
import io.modelfactory.worker.evaluate.interval.DelongPlacements;
import io.modelfactory.worker.evaluate.interval.IntervalSettings;
import io.modelfactory.worker.evaluate.interval.TestBlocks;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.MetricTotals;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.IntColumn;
import io.modelfactory.worker.model.LongColumn;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Intervals of slices and weeks, and the gaps between slices. */
class GroupMetricsTest {
    private static final int ROWS = 300;
    private static final int DRAWS = 99;
    private static final int VALUES = 3;
    private static final IntervalSettings SETTINGS =
            new IntervalSettings(0.9, DRAWS, Optional.empty(), List.of(Metric.AUC_ROC), Map.of());

    private final float[] labels = new float[ROWS];
    private final float[] scores = new float[ROWS];
    private final float[] values = new float[ROWS];
    private final int[] cards = new int[ROWS];
    private final TestBlocks blocks;

    GroupMetricsTest() {
        SplittableRandom random = new SplittableRandom(11);
        for (int row = 0; row < ROWS; row++) {
            values[row] = random.nextInt(VALUES);
            labels[row] = random.nextInt(3) == 0 ? 1 : 0;
            scores[row] = random.nextInt(20) / 40f + labels[row] * (1 + values[row]) / 8;
            cards[row] = random.nextInt(60);
        }
        blocks = TestBlocks.of(
                new EventRoles(Optional.empty(), Optional.of(IntColumn.of(cards)), Optional.empty(), Optional.empty()),
                ROWS,
                Optional.empty(),
                ZoneOffset.UTC);
    }

    @Test
    void aSliceHasTheIntervalsOfItsOwnRowsInTheDrawsOfAll() {
        JsonNode slice = measured(List.of(Metric.AUC_ROC, Metric.BRIER), 0).at("/slices/1");

        int[] rows = rowsOf(1);
        float[] ownLabels = of(labels, rows);
        float[] ownScores = of(scores, rows);
        JsonNode found = slice.at("/intervals/metrics");
        ConfidenceInterval auc =
                DelongPlacements.of(ownLabels, ownScores).orElseThrow().interval(0.9);
        assertThat(found.at("/auc_roc/lower").asDouble()).isEqualTo(auc.lower());
        assertThat(found.at("/auc_roc/upper").asDouble()).isEqualTo(auc.upper());
        ConfidenceInterval brier =
                BlockBootstrap.interval(written(rows, Metric.BRIER), 0.05).orElseThrow();
        assertThat(found.at("/brier/lower").asDouble()).isEqualTo(brier.lower(), within(1e-13));
        assertThat(found.at("/brier/upper").asDouble()).isEqualTo(brier.upper(), within(1e-13));
    }

    @Test
    void aSliceThatIsTooSmallToBeJudgedHasNoIntervals() {
        assertThat(measured(List.of(Metric.BRIER), ROWS).at("/slices/0").has("intervals"))
                .isFalse();
    }

    /** Its bounds are in {@link GroupGapsTest}. */
    @Test
    void theGapOfGroupsIsThatOfThePairThatIsFarthestApart() {
        JsonNode gap = measured(List.of(), 0).at("/gaps/0");

        double[] point = IntStream.range(0, VALUES)
                .mapToDouble(value -> Metric.AUC_ROC
                        .value(MetricTotals.of(of(labels, rowsOf(value)), of(scores, rowsOf(value))))
                        .orElseThrow())
                .sorted()
                .toArray();
        assertThat(gap.path("column").asText()).isEqualTo("home");
        assertThat(gap.path("metric").asText()).isEqualTo("auc_roc");
        assertThat(gap.path("groups").asInt()).isEqualTo(VALUES);
        assertThat(gap.path("gap").asDouble()).isEqualTo(point[VALUES - 1] - point[0], within(1e-15));
        assertThat(gap.path("level").asDouble()).isEqualTo(0.9);
        assertThat(gap.path("method").asText()).isEqualTo("bootstrap");
        assertThat(gap.path("gap").asDouble())
                .isBetween(gap.path("lower").asDouble(), gap.path("upper").asDouble());
    }

    @Test
    void withoutUncertaintyAGapIsANumberAlone() {
        ObjectNode metrics = Json.object();
        new SliceMetrics(new GroupMetrics(labels, scores, 0.3, Optional.empty()), Optional.empty())
                .addTo(metrics, List.of(column()), List.of(settings(List.of(), 0)), ROWS);

        assertThat(metrics.at("/gaps/0").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("column", "metric", "groups", "gap");
    }

    @Test
    void oneJudgedGroupHasNoGap() {
        assertThat(measured(List.of(), ROWS).has("gaps")).isFalse();
    }

    /** Monday begins at midnight of the zone; the year of a week is that of its Thursday. */
    @Test
    void weeksAreThoseOfTheCalendar() {
        Instant sundayInBerlin = Instant.parse("2027-01-03T22:59:59Z");
        long[] times = new long[ROWS];
        Arrays.fill(times, micros(sundayInBerlin));
        Arrays.fill(times, 100, ROWS, micros(sundayInBerlin.plusSeconds(1)));
        EventRoles roles = new EventRoles(
                Optional.of(LongColumn.of(times)),
                Optional.of(IntColumn.of(cards)),
                Optional.empty(),
                Optional.empty());
        GroupSettings gated = new GroupSettings(GroupSettings.WEEKS, 150, 0, 0, List.of(Metric.BRIER), List.of());

        ArrayNode weeks = WeekMetrics.of(
                new GroupMetrics(labels, scores, 0.3, Optional.of(SETTINGS)),
                roles,
                ZoneId.of("Europe/Berlin"),
                Optional.of(gated));

        assertThat(weeks).hasSize(2);
        assertThat(weeks.at("/0/week").asText()).isEqualTo("2026-W53");
        assertThat(weeks.at("/0/from").asText()).isEqualTo("2026-12-28");
        assertThat(weeks.at("/1/week").asText()).isEqualTo("2027-W01");
        assertThat(weeks.at("/0/metrics/test_rows").asInt()).isEqualTo(100);
        assertThat(weeks.at("/1/metrics/brier").asDouble())
                .isEqualTo(Metric.BRIER
                        .value(MetricTotals.of(
                                Arrays.copyOfRange(labels, 100, ROWS), Arrays.copyOfRange(scores, 100, ROWS)))
                        .orElseThrow());
        assertThat(weeks.get(0).has("intervals")).as("too few rows").isFalse();
        assertThat(weeks.at("/1/intervals/bootstrap/blocks/unit").asText()).isEqualTo("entity");
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000;
    }

    private ObjectNode measured(List<Metric> metrics, int minRows) {
        ObjectNode json = Json.object();
        new SliceMetrics(new GroupMetrics(labels, scores, 0.3, Optional.of(SETTINGS)), Optional.of(blocks))
                .addTo(json, List.of(column()), List.of(settings(metrics, minRows)), ROWS);
        return json;
    }

    private static GroupSettings settings(List<Metric> metrics, int minRows) {
        return new GroupSettings("home", minRows, 0, 0, metrics, List.of(Metric.AUC_ROC));
    }

    private SliceColumn column() {
        return new SliceColumn(
                new EncodedFeature("home", FeatureType.CATEGORICAL, List.of("a", "b", "c")),
                new FeatureMatrix(values, ROWS, 1),
                0);
    }

    /** A metric of the rows of a group, written out as often as their cards are drawn. */
    private double[] written(int[] rows, Metric metric) {
        return IntStream.range(0, DRAWS)
                .mapToDouble(draw -> {
                    int[] times = BlockBootstrap.timesDrawn(draw, blocks.count());
                    List<Integer> drawn = new ArrayList<>();
                    for (int row : rows) {
                        drawn.addAll(java.util.Collections.nCopies(times[blocks.ofRow(row)], row));
                    }
                    int[] all = drawn.stream().mapToInt(Integer::intValue).toArray();
                    return metric.value(MetricTotals.of(of(labels, all), of(scores, all)))
                            .orElseThrow();
                })
                .toArray();
    }

    private int[] rowsOf(int value) {
        return IntStream.range(0, ROWS).filter(row -> values[row] == value).toArray();
    }

    private static float[] of(float[] all, int[] rows) {
        float[] some = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            some[i] = all[rows[i]];
        }
        return some;
    }
}
