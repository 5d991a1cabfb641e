package io.modelfactory.worker.evaluate;

import java.util.List;
import java.util.Optional;

/**
 * What a governance profile judges beside the metrics of all test rows.
 *
 * @param slices of each column whose values are groups
 * @param weeks of the test part
 * @param scorecard measures that have a threshold
 * @param gains metrics of which a least gain over logistic regression is required
 */
public record GatedMeasures(
        List<GroupSettings> slices,
        Optional<GroupSettings> weeks,
        List<ScorecardMeasure> scorecard,
        List<Metric> gains) {

    public GatedMeasures {
        slices = List.copyOf(slices);
        scorecard = List.copyOf(scorecard);
        gains = List.copyOf(gains);
    }

    public static GatedMeasures none() {
        return new GatedMeasures(List.of(), Optional.empty(), List.of(), List.of());
    }

    /** Columns whose values the test rows are grouped by. */
    public List<String> sliceColumns() {
        return slices.stream().map(GroupSettings::column).toList();
    }
}
