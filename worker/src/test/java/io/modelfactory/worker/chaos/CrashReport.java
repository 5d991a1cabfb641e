package io.modelfactory.worker.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The results as Markdown: the sums of each kind of point first, then every scenario. */
final class CrashReport {
    private final List<ChaosResult> outcomes;

    CrashReport(List<ChaosResult> outcomes) {
        this.outcomes = outcomes.stream()
                .sorted(Comparator.comparing(ChaosResult::script).thenComparing(CrashReport::kind))
                .toList();
    }

    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>(List.of("# Crash matrix", ""));
        lines.addAll(summaryRows());
        lines.addAll(List.of(
                "",
                "| script | point | worker | last event then | trained | repeated | time | invariants |",
                "|---|---|---|---|---|---|---|---|"));
        outcomes.forEach(outcome -> lines.add(outcome.toTableRow()));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, lines);
    }

    /** A row for each script and kind of point. */
    List<String> summaryRows() {
        Map<String, List<ChaosResult>> groups = outcomes.stream()
                .collect(Collectors.groupingBy(
                        outcome -> outcome.script() + " | " + kind(outcome), TreeMap::new, Collectors.toList()));
        List<String> rows = new ArrayList<>(
                List.of("| script | kind of point | scenarios | killed | hold |", "|---|---|---|---|---|"));
        groups.forEach((group, scenarios) -> rows.add("| %s | %d | %d | %d |"
                .formatted(
                        group,
                        scenarios.size(),
                        scenarios.stream().filter(ChaosResult::killed).count(),
                        scenarios.stream()
                                .filter(scenario -> scenario.violations().isEmpty())
                                .count())));
        return rows;
    }

    private static String kind(ChaosResult outcome) {
        return outcome.point().map(InjectionPoint::kind).orElse("undisturbed");
    }
}
