package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCellAndNothingTrails() {
        String text = new TextTable("A", "LONGER", "C")
                .row("longest", "x", "")
                .row("b", "", "last")
                .text();

        assertThat(text.lines()).containsExactly("A        LONGER  C", "longest  x", "b                last");
    }

    @Test
    void withoutHeadingsThereIsNoEmptyLine() {
        assertThat(new TextTable("", "").row("a", "b").text()).isEqualTo("a  b");
    }
}
