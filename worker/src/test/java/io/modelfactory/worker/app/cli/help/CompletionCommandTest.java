package io.modelfactory.worker.app.cli.help;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.modelfactory.worker.app.cli.CommandResult;
import io.modelfactory.worker.app.cli.RootCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** What a real fish offers for a line that ends where the cursor is. */
    @Test
    void fishCompletesInItsOwnShell() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/fish")), "no fish");
        String script = """
                function mf
                    printf '{"run_key":"tr_0123","state":"FAIL"}\\n{"run_key":"tr_0456","state":"PASS"}\\n'
                end
                """ + new FishCompletion(root, List.of("demo")).script();

        assertThat(offered("fish", script + "complete -C 'mf de'")).containsExactly("demo");
        assertThat(offered("fish", script + "complete -C 'mf dlq re'")).containsExactly("replay");
        assertThat(offered("fish", script + "complete -C 'mf runs list --sta'")).containsExactly("--state");
        assertThat(offered("fish", script + "complete -C 'mf runs list --state PUB'"))
                .containsExactly("PUBLISHED", "PUBLISH_PENDING");
        assertThat(offered("fish", script + "complete -C 'mf runs show tr_'")).containsExactly("tr_0123", "tr_0456");
    }

    /**
     * A real zsh has no way to be asked without a terminal: it reads the script, and the function that it registers for
     * the Tab key answers under the options that its own {@code bashcompinit} calls it with.
     */
    @Test
    void zshCompletesByTheFunctionsOfBash() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "no zsh");
        String script =
                "autoload -U compinit; compinit -u -D\n" + LEDGER + BashCompletion.script(root, List.of("demo")) + """
                print -r -- "registered: ${_comps[mf]}"
                COMP_WORDS=(mf runs show tr_04); COMP_CWORD=3
                asked() { setopt localoptions shwordsplit ksharrays; _mf_with_runs; print -rl -- "${COMPREPLY[@]}" }
                asked
                """;

        assertThat(offered("zsh", script))
                .anyMatch(line -> line.startsWith("registered: _bash_complete") && line.contains("_mf_with_runs"))
                .contains("tr_0456");
    }

    /** The first word of each line that a shell prints for a script. */
    private static List<String> offered(String shell, String script) throws IOException {
        List<String> line = shell.equals("zsh") ? List.of("zsh", "-f") : List.of("fish", "--no-config");
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(offer -> shell.equals("fish") ? offer.split("\t", 2)[0] : offer)
                .filter(offer -> !offer.isBlank())
                .toList();
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
