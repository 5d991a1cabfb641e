package io.modelfactory.worker.evaluate.group;

import io.modelfactory.worker.evaluate.metric.Metric;
import java.util.List;

/**
 * How the groups of some test rows are measured: the values of a column, or the weeks.
 *
 * @param column of the groups; {@link #WEEKS} for the weeks
 * @param minRows a group with fewer rows is measured, but not judged
 * @param minPositives a group with fewer positive rows is not judged
 * @param minNegatives a group with fewer negative rows is not judged
 * @param metrics whose intervals are stated, if any are
 * @param gaps metrics whose largest difference between judged groups is stated
 */
public record GroupSettings(
        String column, int minRows, int minPositives, int minNegatives, List<Metric> metrics, List<Metric> gaps) {
    /** No column of a file can be called so. */
    public static final String WEEKS = "";

    public GroupSettings {
        metrics = List.copyOf(metrics);
        gaps = List.copyOf(gaps);
    }

    /** Whether a group is large enough for a verdict. */
    public boolean judges(int rows, int positives) {
        return rows >= minRows && positives >= minPositives && rows - positives >= minNegatives;
    }
}
