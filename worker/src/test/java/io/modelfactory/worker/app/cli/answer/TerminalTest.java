package io.modelfactory.worker.app.cli.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void theLauncherKnowsTheTerminal() {
        assertThat(Terminal.of(Optional.of("80"), Map.of())).isEqualTo(new Terminal(80, true));
        assertThat(Terminal.of(Optional.of("80"), Map.of("COLUMNS", "120")).columns())
                .isEqualTo(80);
    }

    @Test
    void withoutALauncherTheEnvironmentSaysTheWidth() {
        assertThat(Terminal.of(Optional.empty(), Map.of("COLUMNS", "120"))).isEqualTo(new Terminal(120, false));
        assertThat(Terminal.of(Optional.empty(), Map.of("COLUMNS", "wide"))).isEqualTo(new Terminal(0, false));
        assertThat(Terminal.of(Optional.empty(), Map.of())).isEqualTo(Terminal.NONE);
    }

    @Test
    void coloursAreForTerminalsThatWantThem() {
        assertThat(Terminal.of(Optional.of("80"), Map.of("NO_COLOR", "1")).colours())
                .isFalse();
        assertThat(Terminal.of(Optional.of("80"), Map.of("NO_COLOR", "")).colours())
                .isTrue();
        assertThat(Terminal.of(Optional.of("80"), Map.of("TERM", "dumb")).colours())
                .isFalse();
    }

    @Test
    void statesAreWholeWords() {
        assertThat(StateColours.paint("FAIL for GATE_FAIL, then PUBLISHED"))
                .isEqualTo("\u001b[31mFAIL\u001b[0m for GATE_FAIL, then \u001b[32mPUBLISHED\u001b[0m");
    }
}
