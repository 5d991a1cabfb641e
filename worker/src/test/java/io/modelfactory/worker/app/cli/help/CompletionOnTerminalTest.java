package io.modelfactory.worker.app.cli.help;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.modelfactory.worker.app.cli.RootCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;

/** What the Tab key, typed at a real shell, makes of a line: the command that Enter then runs. */
class CompletionOnTerminalTest {
    private static final List<String> LAUNCHER_COMMANDS = List.of("demo", "up", "down", "status");

    /** In the place of the command line: a ledger with two runs, and otherwise says what it was asked for. */
    private static final String COMMAND = """
            #!/bin/sh
            case "$*" in
              'runs list --json'*) printf '{"run_key":"tr_0123","state":"FAIL"}\\n{"run_key":"tr_0456","state":"PASS"}\\n' ;;
              *) printf 'ran <%s>\\n' "$*" ;;
            esac
            """;

    private static final Pattern RAN = Pattern.compile("ran <([^>]*)>");

    private final CommandSpec root = RootCommand.line().getCommandSpec();

    @TempDir
    private Path home = Path.of("");

    @Test
    void bash() throws IOException {
        Files.writeString(home.resolve("completion"), BashCompletion.script(root, LAUNCHER_COMMANDS));
        Files.writeString(home.resolve("start"), "PS1='" + ShellOnTerminal.PROMPT + "'\nsource ~/completion\n");

        assertCompletes("bash --noprofile --rcfile start -i");
    }

    /** Its global start files would ask a new user questions. */
    @Test
    void zsh() throws IOException {
        Files.writeString(home.resolve("completion"), BashCompletion.script(root, LAUNCHER_COMMANDS));
        Files.writeString(
                home.resolve(".zshrc"),
                "PS1='" + ShellOnTerminal.PROMPT + "'\nautoload -U compinit; compinit -u -D\nsource ~/completion\n");

        assertCompletes("zsh -d -i");
    }

    @Test
    void fish() throws IOException {
        Path folder = Files.createDirectories(home.resolve(".config/fish/completions"));
        Files.writeString(folder.resolve("mf.fish"), new FishCompletion(root, LAUNCHER_COMMANDS).script());
        Files.writeString(
                folder.resolveSibling("config.fish"),
                "function fish_prompt; echo -n '" + ShellOnTerminal.PROMPT + "'; end\n");

        assertCompletes("fish -i");
    }

    private void assertCompletes(String shell) throws IOException {
        assumeTrue(Files.isExecutable(ShellOnTerminal.SCRIPT), "no script(1) of util-linux");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/" + shell.split(" ", 2)[0])), "no " + shell);
        Path commands = Files.createDirectories(home.resolve("bin"));
        assertThat(Files.writeString(commands.resolve("mf"), COMMAND).toFile().setExecutable(true))
                .isTrue();
        try (ShellOnTerminal terminal = ShellOnTerminal.start(home, commands, shell)) {
            assertThat(terminal.answer("mf de\t", RAN)).isEqualTo("demo");
            assertThat(terminal.answer("mf dlq re\t--al\t", RAN)).isEqualTo("dlq replay --all");
            assertThat(terminal.answer("mf runs show tr_04\t", RAN)).isEqualTo("runs show tr_0456");
            assertThat(terminal.answer("mf explain tr_01\t", RAN)).isEqualTo("explain tr_0123");
        }
    }
}
