package io.modelfactory.local.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The outcomes as a table of plain text; a scenario with several metrics takes several lines. */
final class DemoOutcomeTable {
    private static final List<String> HEADINGS =
            List.of("", "SCENARIO", "REQUEST", "RUN KEY", "STATE", "METRICS AGAINST THRESHOLDS", "BUNDLE", "EVENT");
    private static final String GAP = "  ";
    private static final String NOTHING = "-";
    private static final int SHOWN_HEX_DIGITS = 6;

    private DemoOutcomeTable() {}

    static String render(List<DemoOutcome> outcomes) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEADINGS);
        outcomes.forEach(outcome -> lines.addAll(lines(outcome)));
        List<Integer> widths = IntStream.range(0, HEADINGS.size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .boxed()
                .toList();
        String rule =
                "-".repeat(widths.stream().mapToInt(Integer::intValue).sum() + GAP.length() * (widths.size() - 1));
        List<String> text =
                new ArrayList<>(lines.stream().map(line -> join(line, widths)).toList());
        text.add(1, rule);
        text.add(rule);
        return String.join(System.lineSeparator(), text);
    }

    private static List<List<String>> lines(DemoOutcome outcome) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of(
                outcome.result().mark(),
                outcome.scenario(),
                outcome.request(),
                shortened(outcome.runKey()),
                outcome.state(),
                outcome.details().stream().findFirst().orElse(NOTHING),
                shortened(outcome.bundle()),
                outcome.event().orElse(NOTHING)));
        outcome.details().stream().skip(1).forEach(detail -> lines.add(List.of("", "", "", "", "", detail, "", "")));
        return lines;
    }

    /** Ids are shown in full where their folders are listed; here they only have to be distinguishable. */
    private static String shortened(Optional<String> id) {
        return id.map(text -> text.substring(0, Math.min(text.length(), text.indexOf('_') + 1 + SHOWN_HEX_DIGITS)))
                .orElse(NOTHING);
    }

    private static String join(List<String> cells, List<Integer> widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> padded(cells.get(column), widths.get(column)))
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }

    private static String padded(String cell, int width) {
        return cell + " ".repeat(width - cell.length());
    }
}
