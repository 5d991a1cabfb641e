package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs side by side, of which only what differs is shown.
 *
 * @param runs from two to four, in the order that was asked for
 * @param sections what differs, section by section, in the order in which a run meets them
 * @param metrics of the evaluation, with the direction in which each is better
 * @param curves laid over each other
 * @param same how many values are the same in all of them
 * @param problems documents that cannot be read, and why
 */
public record ComparePage(
        List<RunSummary> runs,
        Map<String, List<ComparedValue>> sections,
        List<ComparedMetric> metrics,
        List<OverlaidCurves> curves,
        int same,
        List<String> problems)
        implements PageView {

    public ComparePage {
        runs = List.copyOf(runs);
        sections = Collections.unmodifiableMap(new LinkedHashMap<>(sections));
        metrics = List.copyOf(metrics);
        curves = List.copyOf(curves);
        problems = List.copyOf(problems);
    }

    /** @param values one for each run; empty where a run has none */
    public record ComparedValue(String name, List<Optional<String>> values) {}

    /**
     * A metric of the gate or the report.
     *
     * @param higherIsBetter empty where neither is known to be
     * @param values one for each run
     * @param best the number of the run that is best, from 0; empty where it is none's
     */
    public record ComparedMetric(
            String name, Optional<Boolean> higherIsBetter, List<MetricValue> values, Optional<Integer> best) {}

    /** @param lower of the interval that the value lies in, with {@code upper}, where the gate drew one */
    public record MetricValue(Optional<Double> value, Optional<Double> lower, Optional<Double> upper) {}

    /**
     * The same curve of each run, as paths of a picture of 300 by 260 units.
     *
     * @param paths one for each run; empty where a run has no such curve
     */
    public record OverlaidCurves(String title, String across, String up, List<String> paths) {}

    @Override
    public String template() {
        return "compare.jte";
    }

    @Override
    public String title() {
        return "Compare";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.RUNS;
    }

    /** The class of a run's line, by its number from 0. */
    @JsonIgnore
    public static String line(int number) {
        return switch (number) {
            case 1 -> "second";
            case 2 -> "third";
            case 3 -> "fourth";
            default -> "";
        };
    }
}
