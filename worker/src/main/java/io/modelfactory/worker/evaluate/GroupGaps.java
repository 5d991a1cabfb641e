package io.modelfactory.worker.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The largest difference of a metric between groups of the test rows. Where it lies follows from the differences of all
 * pairs, in draws that all groups share: it is at most the largest upper bound of a pair and at least the largest lower
 * one. That no pair differs by more than a bound is thus shown at the level of one pair: R. L. Berger, J. C. Hsu,
 * Statistical Science 11 (1996), intersection-union tests.
 */
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
            OptionalDouble gap = largest(
                    values.stream().mapToDouble(ofGroup -> ofGroup[metric]).toArray());
            if (gap.isPresent()) {
                ObjectNode json = gaps.addObject()
                        .put("column", column)
                        .put("metric", metrics.get(metric).key())
                        .put("groups", measured.size())
                        .put("gap", gap.getAsDouble());
                groups.intervals()
                        .flatMap(settings -> bounds(draws, metric, settings))
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

    /** Empty if a pair has no interval: then the gap has none. */
    private static Optional<ConfidenceInterval> bounds(List<double[][]> draws, int metric, IntervalSettings settings) {
        List<double[]> byGroup = new ArrayList<>();
        draws.forEach(ofGroup -> byGroup.add(BlockBootstrap.column(ofGroup, metric)));
        double lower = 0;
        double upper = 0;
        for (int one = 0; one < byGroup.size(); one++) {
            for (int other = one + 1; other < byGroup.size(); other++) {
                Optional<ConfidenceInterval> pair = BlockBootstrap.interval(
                        difference(byGroup.get(one), byGroup.get(other)), (1 - settings.level()) / 2);
                if (pair.isEmpty()) {
                    return Optional.empty();
                }
                double low = pair.get().lower();
                double high = pair.get().upper();
                upper = Math.max(upper, Math.max(Math.abs(low), Math.abs(high)));
                // An interval with 0 in it shows no difference.
                lower = Math.max(lower, Math.max(low, -high));
            }
        }
        return Optional.of(new ConfidenceInterval(lower, upper, BlockBootstrap.METHOD));
    }

    private static double[] difference(double[] one, double[] other) {
        double[] difference = new double[one.length];
        for (int draw = 0; draw < one.length; draw++) {
            difference[draw] = one[draw] - other[draw];
        }
        return difference;
    }
}
