package io.modelfactory.worker.app.cli.inspect;

import io.modelfactory.worker.app.cli.answer.TextTable;
import io.modelfactory.worker.inspect.Figures;
import io.modelfactory.worker.inspect.compare.RunDiff;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.stream.Collectors;

/** Two runs side by side, for people. */
final class DiffText {
    private static final int MAX_VALUE_WIDTH = 44;

    private DiffText() {}

    static String of(RunDiff diff, int columns) {
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
                    shorten(line.a().map(DiffText::rounded).orElse("-")),
                    shorten(line.b().map(DiffText::rounded).orElse("-")),
                    line.change()
                            .map(change -> (change.signum() > 0 ? "+" : "") + Figures.of(change))
                            .orElse(""));
            before = section;
        }
        return table.text(columns) + problems;
    }

    private static String rounded(String value) {
        try {
            return Figures.of(new BigDecimal(value));
        } catch (NumberFormatException noNumber) {
            return value;
        }
    }

    /** Enough of a digest or reference to distinguish two; --json has all of it. */
    private static String shorten(String value) {
        return value.length() <= MAX_VALUE_WIDTH
                ? value
                : value.substring(0, MAX_VALUE_WIDTH / 2 - 2) + "..."
                        + value.substring(value.length() - MAX_VALUE_WIDTH / 2 + 1);
    }
}
