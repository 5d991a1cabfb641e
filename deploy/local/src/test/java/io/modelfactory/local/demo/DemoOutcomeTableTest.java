package io.modelfactory.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoOutcomeTableTest {
    private static final int TERMINAL_COLUMNS = 120;

    private static final DemoOutcome PUBLISHED = new DemoOutcome(
            "a passes, published",
            "a-credit-t3x9k2",
            Optional.of("tr_0123456789abcdef0123456789abcdef"),
            "PUBLISHED",
            List.of("auc_roc 0.9312 >= 0.85", "recall_at_fpr_1pct 0.6100 >= 0.3"),
            Optional.of("bundle_0123456789abcdef0123456789abcdef"),
            Optional.of("0:12"),
            List.of(),
            Optional.empty());

    private static final DemoOutcome WITHOUT_A_RUN = new DemoOutcome(
            "e garbage to the DLQ",
            "offset 2:14",
            Optional.empty(),
            "in the DLQ",
            List.of("SerializationException"),
            Optional.empty(),
            Optional.of("0:3"),
            List.of("there are 2 dead letters"),
            Optional.empty());

    @Test
    void theLongestNamesFitATerminal() {
        assertThat(DemoOutcomeTable.render(List.of(PUBLISHED, WITHOUT_A_RUN)).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(TERMINAL_COLUMNS));
    }

    @Test
    void aScenarioWithTwoMetricsTakesTwoLines() {
        List<String> lines = DemoOutcomeTable.render(List.of(PUBLISHED)).lines().toList();

        assertThat(lines).hasSize(5);
        assertThat(lines.get(2)).contains("a passes, published", "tr_012345", "auc_roc 0.9312 >= 0.85", "0:12");
        assertThat(lines.get(3).strip()).isEqualTo("recall_at_fpr_1pct 0.6100 >= 0.3");
    }

    @Test
    void violationsAreMarked() {
        List<String> lines = DemoOutcomeTable.render(List.of(PUBLISHED, WITHOUT_A_RUN))
                .lines()
                .toList();

        assertThat(lines).filteredOn(line -> line.contains("PUBLISHED")).allMatch(line -> line.startsWith("ok"));
        assertThat(lines).filteredOn(line -> line.contains("garbage")).allMatch(line -> line.startsWith("NO"));
    }

    @Test
    void aModelThatWasNotProvenIsMarkedAndIsNoFault() {
        DemoOutcome unproven = PUBLISHED.unproven("auc_roc_gap undefined is not <= 0.4");

        assertThat(DemoOutcomeTable.render(List.of(unproven)).lines())
                .filteredOn(line -> line.contains("a passes"))
                .allMatch(line -> line.startsWith("??"));
        assertThat(DemoResult.of(List.of(PUBLISHED, unproven))).isEqualTo(DemoResult.UNPROVEN);
        assertThat(DemoResult.of(List.of(unproven, WITHOUT_A_RUN))).isEqualTo(DemoResult.UNEXPECTED);
        assertThat(DemoResult.of(List.of(PUBLISHED))).isEqualTo(DemoResult.EXPECTED);
        assertThat(List.of(DemoResult.values()))
                .extracting(DemoResult::exitCode)
                .containsExactly(0, 3, 1);
    }
}
