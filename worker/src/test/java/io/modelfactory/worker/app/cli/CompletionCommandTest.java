package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

class CompletionCommandTest {
    /** In the place of the command line: a ledger with two runs, which shows the profile it was asked under. */
    private static final String LEDGER = """
            mf() {
              printf '{"run_key":"tr_0123","state":"FAIL"}\\n{"run_key":"tr_0456","state":"PASS"}\\n'
              case "$*" in *--profile*) printf '{"run_key":"tr_0%s"}\\n' "${@: -1}" ;; esac
            }
            compopt() { :; }
            """;

    private final CommandSpec root = RootCommand.line().getCommandSpec();

    @Test
    void bashCompletesCommandsAndOptions() throws IOException {
        assertThat(completed("dlq", "re")).containsExactly("replay");
        assertThat(completed("runs", "list", "--sta")).containsExactly("--state");
        assertThat(completed("runs", "")).containsExactly("list", "show", "events", "watch", "diff");
    }

    @Test
    void bashCompletesTheLaunchersCommands() throws IOException {
        assertThat(completed("de")).containsExactly("demo");
        assertThat(completed("")).contains("runs", "demo", "up", "down", "status");
        assertThat(BashCompletion.script(root, List.of())).doesNotContain("demo");
    }

    @Test
    void bashCompletesRunKeysWhereOneIsTaken() throws IOException {
        assertThat(completed("runs", "show", "tr_04")).containsExactly("tr_0456");
        assertThat(completed("explain", "")).contains("tr_0123", "tr_0456");
        assertThat(completed("runs", "diff", "tr_0123", "tr_")).contains("tr_0123", "tr_0456");
        assertThat(completed("request", "publish-retry", "tr_01")).containsExactly("tr_0123");
        assertThat(completed("card", "--profile", "9", "tr_")).contains("tr_09");
        assertThat(completed("runs", "list", "tr_")).isEmpty();
        assertThat(completed("explain", "--request", "tr_")).isEmpty();
    }

    @Test
    void zshTakesTheSameScript() {
        assertThat(CommandResult.of("completion", "zsh").out())
                .isEqualTo(CommandResult.of("completion", "bash").out())
                .contains("bashcompinit");
    }

    @Test
    void fishKnowsCommandsOptionsValuesAndRunKeys() {
        String script = new FishCompletion(root, List.of("demo")).script();

        assertThat(script)
                .contains("complete -c mf -n '__mf_is' -f -a 'runs' -d 'Looks at runs")
                .contains("complete -c mf -n '__mf_is runs' -f -a 'list' -d ")
                .contains("complete -c mf -n '__mf_in runs list' -l state -x -a 'QUEUED RUNNING ")
                .contains("complete -c mf -n '__mf_in runs list' -s p -l profile -r -d ")
                .contains("complete -c mf -n '__mf_in runs show' -f -a '(__mf_run_keys)'")
                .contains("complete -c mf -n '__mf_is' -f -a 'demo'")
                .doesNotContain("${");
        assertThat(script.lines().filter(line -> line.startsWith("complete ")))
                .hasSizeGreaterThan(150)
                .allMatch(line -> quotesAreEven(line), "quotes are even");
    }

    private static boolean quotesAreEven(String line) {
        return line.replace("\\'", "").chars().filter(c -> c == '\'').count() % 2 == 0;
    }

    /** What a real bash makes of the words, of which the last is being written. */
    private List<String> completed(String... words) throws IOException {
        String question = LEDGER + BashCompletion.script(root, List.of("demo", "up", "down", "status"))
                + "COMP_WORDS=(mf '" + String.join("' '", words) + "'); COMP_CWORD=" + words.length
                + "; _mf_with_runs; printf '%s\\n' \"${COMPREPLY[@]}\"\n";
        Process shell = new ProcessBuilder("bash").redirectErrorStream(true).start();
        shell.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().close();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
