package io.modelfactory.worker.app.cli.answer;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TextTableTest {
    private static final String KEY = "tr_0123456789abcdef0123456789abcdef";

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        TextTable table = new TextTable("RUN", "STATE").row("tr_1", "PASS").row("tr_1234", "FAIL");

        assertThat(table.text(0)).isEqualToNormalizingNewlines("""
                RUN      STATE
                tr_1     PASS
                tr_1234  FAIL""");
    }

    @Test
    void rowsWithoutHeadingsBeginAtOnce() {
        assertThat(new TextTable("", "").row("state", "PASS").text(0)).isEqualTo("state  PASS");
    }

    @Test
    void theWidestColumnsGiveWayToTheTerminal() {
        TextTable table = new TextTable("RUN", "STATE", "REQUESTER").row(KEY, "PUBLISHED", "HUMAN::ada.lovelace");

        assertThat(table.text(46)).isEqualToNormalizingNewlines("""
                RUN               STATE      REQUESTER
                tr_0123456789abc  PUBLISHED  HUMAN::ada.love..""");
    }

    @Test
    void whatHasNoRoomIsLeftOut() {
        TextTable table = new TextTable("RUN", "STATE", "REQUESTER").row(KEY, "PUBLISHED", "HUMAN::ada.lovelace");

        assertThat(table.text(20)).isEqualToNormalizingNewlines("""
                RUN        STATE
                tr_012345  PUBLISHED""");
    }

    @Test
    void longFactsGoOnUnderneath() {
        TextTable table = new TextTable("", "").row("next step", "look at the metrics, and compare with another run");

        assertThat(table.text(35)).isEqualToNormalizingNewlines("""
                next step  look at the metrics, and
                           compare with another run""");
    }

    @Property(tries = 200)
    void noLineIsWiderThanTheTerminal(
            @ForAll @IntRange(min = 30, max = 200) int columns,
            @ForAll @IntRange(min = 0, max = 90) int first,
            @ForAll @IntRange(min = 0, max = 90) int second) {
        String a = "a".repeat(first);
        String b = "b ".repeat(second);
        String list = new TextTable("A", "B", "C", "D").row(a, b, a, b).text(columns);
        String facts = new TextTable("", "").row("fact", b + a).text(columns);

        assertThat(list.lines().mapToInt(String::length).max().orElse(0)).isLessThanOrEqualTo(columns);
        assertThat(facts.lines().mapToInt(String::length).max().orElse(0)).isLessThanOrEqualTo(columns);
    }
}
