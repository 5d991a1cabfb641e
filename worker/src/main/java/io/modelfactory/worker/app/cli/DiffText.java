package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.inspect.compare.RunDiff;
import java.util.Locale;
import java.util.stream.Collectors;

/** Two runs side by side, for people. */
final class DiffText {
    private static final int MAX_VALUE_WIDTH = 44;

    private DiffText() {}

    static String of(RunDiff diff) {
        String problems = diff.problems().stream()
                .map(problem -> System.lineSeparator() + "not compared: " + problem)
                .collect(Collectors.joining());
        if (diff.lines().isEmpty()) {
            return diff.runKeyA() + " and " + diff.runKeyB() + " do not differ." + problems;
        }
        TextTable table =
                new TextTable("", "WHAT", "A " + shorten(diff.runKeyA()), "B " + shorten(diff.runKeyB()), "B - A");
        String before = "";
        for (RunDiff.AttributeDiff line : diff.lines()) {
            String section = line.section().name().toLowerCase(Locale.ROOT);
            table.row(
                    section.equals(before) ? "" : section,
                    line.name(),
                    shorten(line.a().orElse("-")),
                    shorten(line.b().orElse("-")),
                    line.change()
                            .map(change -> change.signum() > 0 ? "+" + change : change.toString())
                            .orElse(""));
            before = section;
        }
        return table.text() + problems;
    }

    /** Enough of a digest or reference to distinguish two; --json has all of it. */
    private static String shorten(String value) {
        return value.length() <= MAX_VALUE_WIDTH
                ? value
                : value.substring(0, MAX_VALUE_WIDTH / 2 - 2) + "..."
                        + value.substring(value.length() - MAX_VALUE_WIDTH / 2 + 1);
    }
}
