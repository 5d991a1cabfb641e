package io.modelfactory.worker.app.cli.help;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.cli.CommandResult;
import io.modelfactory.worker.app.cli.RootCommand;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aPageSaysWhatTheHelpSays() {
        CommandResult page = CommandResult.of("man", "runs", "list");

        assertThat(page.exitCode()).isZero();
        assertThat(page.out())
                .startsWith(".TH MF\\-RUNS\\-LIST 1 ")
                .containsSubsequence(
                        ".SH \"NAME\"",
                        "mf-runs-list \\- Lists the runs",
                        ".SH \"SYNOPSIS\"",
                        ".SH \"OPTIONS\"",
                        ".B \\-\\-since TIME",
                        "such as 90s",
                        ".SH \"EXIT STATUS\"",
                        ".SH \"EXAMPLES\"",
                        "mf runs list \\-\\-since 2h",
                        ".SH \"SEE ALSO\"",
                        "mf\\-runs")
                .doesNotContain("${", "%n");
        assertThat(CommandResult.of("man", "dance").exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
    }

    @Test
    void thePagesOfAllCommandsCanBeRead() throws IOException {
        CommandResult written =
                CommandResult.of("man", "--out", folder.resolve("man1").toString());

        assertThat(written.exitCode()).as(written.toString()).isZero();
        List<Path> pages = pages();
        assertThat(pages)
                .extracting(page -> page.getFileName().toString())
                .contains("mf.1", "mf-runs.1", "mf-runs-list.1", "mf-request-publish-retry.1", "mf-help.1")
                .hasSize(CommandTree.all(RootCommand.line().getCommandSpec()).size());
        for (Path page : pages) {
            assertThat(Files.readAllLines(page))
                    .as(page.toString())
                    .noneMatch(String::isEmpty)
                    .allMatch(line -> line.matches("(\\.(TH|SH|TP|PP|B|br|nf|fi)( .*)?)|([^.'].*)"));
            assertThat(warnings(page)).as(page.toString()).isEmpty();
        }
    }

    private List<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.list(folder.resolve("man1"))) {
            return pages.sorted().toList();
        }
    }

    /** Of groff, where it is installed. */
    private static String warnings(Path page) throws IOException {
        boolean installed = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "groff")));
        if (!installed) {
            return "";
        }
        Process groff = new ProcessBuilder("groff", "-man", "-ww", "-Tutf8", page.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(groff.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
