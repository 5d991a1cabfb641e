package io.modelfactory.worker.evaluate.group;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.evaluate.interval.DrawnMetrics;
import io.modelfactory.worker.evaluate.interval.IntervalSettings;
import io.modelfactory.worker.evaluate.interval.MetricIntervals;
import io.modelfactory.worker.evaluate.interval.TestBlocks;
import io.modelfactory.worker.evaluate.metric.Evaluator;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.MetricTotals;
import io.modelfactory.worker.evaluate.metric.RankedScores;
import io.modelfactory.worker.evaluate.metric.ReferenceScores;
import java.util.List;
import java.util.Optional;

/** Measures some of the test rows by themselves. */
public final class GroupMetrics {
    private final float[] labels;
    private final float[] scores;
    private final double trainingPrevalence;
    private final Optional<IntervalSettings> intervals;

    /**
     * @param labels of all test rows
     * @param scores of all test rows
     * @param intervals to be stated of each group, if any
     */
    public GroupMetrics(
            float[] labels, float[] scores, double trainingPrevalence, Optional<IntervalSettings> intervals) {
        this.labels = labels;
        this.scores = scores;
        this.trainingPrevalence = trainingPrevalence;
        this.intervals = intervals;
    }

    /**
     * Adds the numbers of a group, and those of uninformed scores on its rows.
     *
     * @param rows of the group
     */
    void addTo(ObjectNode json, int[] rows) {
        RankedScores ranked = RankedScores.of(labels, scores, rows);
        json.set("metrics", Evaluator.metricValues(MetricTotals.of(ranked)));
        json.set("reference", ReferenceScores.of(ranked, trainingPrevalence));
    }

    /** The numbers of a group alone. */
    ObjectNode metrics(int[] rows) {
        return Evaluator.metricValues(MetricTotals.of(RankedScores.of(labels, scores, rows)));
    }

    /**
     * Adds the intervals of some numbers of a group, if any are to be stated.
     *
     * @param blocks of the group's rows
     */
    void addIntervals(ObjectNode json, int[] rows, Optional<TestBlocks> blocks, List<Metric> metrics) {
        if (!metrics.isEmpty()) {
            intervals.ifPresent(settings -> json.set(
                    "intervals",
                    new MetricIntervals(settings.of(metrics), of(labels, rows), blocks.orElseThrow())
                            .ofMetrics(of(scores, rows))));
        }
    }

    Optional<IntervalSettings> intervals() {
        return intervals;
    }

    /** The metrics of a group in any draw of the blocks of all test rows. */
    DrawnMetrics drawn(int[] rows, TestBlocks blocks, List<Metric> metrics) {
        return new DrawnMetrics(of(labels, rows), of(scores, rows), blocks.restrictedTo(rows), metrics);
    }

    int positives(int[] rows) {
        int positives = 0;
        for (int row : rows) {
            positives += labels[row] > 0 ? 1 : 0;
        }
        return positives;
    }

    static ObjectNode named(String member, String name) {
        return Json.object().put(member, name);
    }

    private static float[] of(float[] values, int[] rows) {
        float[] some = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            some[i] = values[rows[i]];
        }
        return some;
    }
}
