package io.modelfactory.local.demo;

import java.util.Comparator;
import java.util.List;

/** How a scenario ended, or all of them; the later ones are the worse. */
enum DemoResult {
    EXPECTED("ok", 0, "every scenario had the expected outcome"),
    UNPROVEN(
            "??",
            3,
            "the simulated frauds did not prove the model good enough, so it was not published; all else was as expected."
                    + " More --rows have more frauds"),
    UNEXPECTED("NO", 1, "NOT every scenario had the expected outcome");

    private final String mark;
    private final int exitCode;
    private final String sentence;

    DemoResult(String mark, int exitCode, String sentence) {
        this.mark = mark;
        this.exitCode = exitCode;
        this.sentence = sentence;
    }

    /** The worst one. */
    static DemoResult of(List<DemoOutcome> outcomes) {
        return outcomes.stream()
                .map(DemoOutcome::result)
                .max(Comparator.naturalOrder())
                .orElse(EXPECTED);
    }

    /** Of a line in the table. */
    String mark() {
        return mark;
    }

    /** Of the command. */
    int exitCode() {
        return exitCode;
    }

    String sentence() {
        return sentence;
    }
}
