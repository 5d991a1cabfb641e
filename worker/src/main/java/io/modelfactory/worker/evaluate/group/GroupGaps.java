package io.modelfactory.worker.evaluate.group;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.evaluate.interval.BlockBootstrap;
import io.modelfactory.worker.evaluate.interval.ConfidenceInterval;
import io.modelfactory.worker.evaluate.interval.DrawnMetrics;
import io.modelfactory.worker.evaluate.interval.IntervalSettings;
import io.modelfactory.worker.evaluate.interval.TestBlocks;
import io.modelfactory.worker.evaluate.metric.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The largest difference of a metric between groups of the test rows, and where it lies. */
final class GroupGaps {
    private final GroupMetrics groups;
    private final List<int[]> rowsOfGroups;
    private final List<Metric> metrics;

    /** @param rowsOfGroups at least two */
    GroupGaps(GroupMetrics groups, List<int[]> rowsOfGroups, List<Metric> metrics) {
        this.groups = groups;
        this.rowsOfGroups = rowsOfGroups;
        this.metrics = metrics;
    }

    /** Adds each metric that is defined on all groups. */
    void addTo(ArrayNode gaps, String column, Optional<TestBlocks> blocks) {
        TestBlocks all = blocks.orElseGet(() -> TestBlocks.single(
                rowsOfGroups.stream().flatMapToInt(Arrays::stream).max().orElseThrow() + 1));
        List<DrawnMetrics> measured = rowsOfGroups.stream()
                .map(rows -> groups.drawn(rows, all, metrics))
                .toList();
        List<double[]> values =
                measured.stream().map(DrawnMetrics::valuesOfAllRows).toList();
        List<double[][]> draws = groups.intervals().isPresent() ? draws(measured, all) : List.of();
        for (int i = 0; i < metrics.size(); i++) {
            int metric = i;
            double[] ofGroups =
                    values.stream().mapToDouble(ofGroup -> ofGroup[metric]).toArray();
            OptionalDouble gap = largest(ofGroups);
            if (gap.isPresent()) {
                ObjectNode json = gaps.addObject()
                        .put("column", column)
                        .put("metric", metrics.get(metric).key())
                        .put("groups", measured.size())
                        .put("gap", gap.getAsDouble());
                groups.intervals()
                        .flatMap(settings -> bounds(ofGroups, draws, metric, settings))
                        .ifPresent(bounds -> json.put(
                                        "level",
                                        groups.intervals().orElseThrow().level())
                                .setAll(bounds.toJson()));
            }
        }
    }

    /** Of each group its draws, of each draw its metrics. */
    private List<double[][]> draws(List<DrawnMetrics> measured, TestBlocks blocks) {
        int draws = groups.intervals().orElseThrow().draws();
        return measured.stream()
                .map(group -> BlockBootstrap.draws(draws, blocks.count(), group::values))
                .toList();
    }

    private static OptionalDouble largest(double[] values) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            if (Double.isNaN(value)) {
                return OptionalDouble.empty();
            }
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return OptionalDouble.of(high - low);
    }

    private static Optional<ConfidenceInterval> bounds(
            double[] values, List<double[][]> draws, int metric, IntervalSettings settings) {
        List<double[]> byGroup = draws.stream()
                .map(group -> BlockBootstrap.column(group, metric))
                .toList();
        return GapBounds.of(values, byGroup, (1 - settings.level()) / 2);
    }
}
