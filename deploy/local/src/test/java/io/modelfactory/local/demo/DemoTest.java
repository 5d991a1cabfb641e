package io.modelfactory.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesEveryOptionAndFitsATerminal() {
        assertThat(execute("--help")).isZero();

        assertThat(out.toString()).contains("--rows", "--seed", "--data", "--keep", "--help");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void wrongUsageHasAnExitCodeOfItsOwn() {
        assertThat(execute("--rows", "many")).isEqualTo(2);
        assertThat(execute("--rows", "0")).isEqualTo(2);

        assertThat(err.toString()).contains("--rows");
    }

    @Test
    void twoDemonstrationsHaveDifferentNames() {
        DemoNames first = new DemoNames(Instant.parse("2026-01-31T23:59:59Z"));
        DemoNames next = new DemoNames(Instant.parse("2026-02-01T00:00:00Z"));

        assertThat(first.platformRunId()).isEqualTo("demo-20260131T235959Z").isNotEqualTo(next.platformRunId());
        assertThat(first.requestId("a-fraud"))
                .matches("[A-Za-z0-9_.:-]{8,128}")
                .isNotEqualTo(next.requestId("a-fraud"));
    }

    private int execute(String... arguments) {
        CommandLine commandLine = Demo.commandLine(Clock.systemUTC());
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
