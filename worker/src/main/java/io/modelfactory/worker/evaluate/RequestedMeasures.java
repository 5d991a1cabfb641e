package io.modelfactory.worker.evaluate;

import io.modelfactory.worker.evaluate.group.GroupSettings;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.scorecard.ScorecardMeasure;
import io.modelfactory.worker.resolve.ReportPart;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a governance profile asks of an evaluation beside the metrics of all test rows: to be judged, or only reported.
 *
 * @param slices of each column whose values are groups
 * @param weeks of the test part
 * @param scorecard measures that have a threshold
 * @param gains metrics of which a least gain over logistic regression is required
 * @param reports what is reported whether it is judged or not
 */
public record RequestedMeasures(
        List<GroupSettings> slices,
        Optional<GroupSettings> weeks,
        List<ScorecardMeasure> scorecard,
        List<Metric> gains,
        Set<ReportPart> reports) {

    public RequestedMeasures {
        slices = List.copyOf(slices);
        scorecard = List.copyOf(scorecard);
        gains = List.copyOf(gains);
        // In one order, wherever it is written.
        reports = Collections.unmodifiableSortedSet(new TreeSet<>(reports));
    }

    /** Nothing is judged, all is reported. */
    public static RequestedMeasures none() {
        return new RequestedMeasures(
                List.of(), Optional.empty(), List.of(), List.of(), EnumSet.allOf(ReportPart.class));
    }

    public boolean reports(ReportPart part) {
        return reports.contains(part);
    }

    /** Keys of what is not reported, in the order of {@link ReportPart}. */
    List<String> notReported() {
        return Stream.of(ReportPart.values())
                .filter(part -> !reports.contains(part))
                .map(ReportPart::key)
                .toList();
    }

    /** Columns whose values the test rows are grouped by. */
    public List<String> sliceColumns() {
        return slices.stream().map(GroupSettings::column).toList();
    }
}
