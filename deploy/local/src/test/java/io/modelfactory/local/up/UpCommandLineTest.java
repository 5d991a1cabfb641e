package io.modelfactory.local.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class UpCommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"up", "down", "status"})
    void helpNamesTheExitCodesAndFitsATerminal(String command) {
        assertThat(execute(command, "--help")).isZero();

        assertThat(out.toString()).contains("Exit codes", "--data", "--json");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void wrongUsageHasAnExitCodeOfItsOwn() {
        assertThat(execute("up", "--port", "70000")).isEqualTo(2);
        assertThat(execute("up", "--port", "80")).isEqualTo(2);
        assertThat(execute("down", "--timeout", "soon")).isEqualTo(2);

        assertThat(err.toString()).contains("--port", "--timeout");
    }

    @Test
    void dataIsNotDeletedWithoutATerminalToAskOn() {
        assertThat(execute("down", "--delete-data", "--data", "/nowhere")).isEqualTo(2);

        assertThat(err.toString()).contains("--yes");
    }

    @Test
    void whatAPersonCanMendHasOneLine() {
        assertThat(execute("down", "--delete-data", "--yes", "--data", "/nowhere"))
                .isEqualTo(1);

        assertThat(err.toString()).startsWith("mf: /nowhere is no data folder").hasLineCount(1);
    }

    private int execute(String... arguments) {
        CommandLine commandLine = UpCommandLine.commandLine();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
