package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.option.RunKeyParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RootCommandTest {
    /** Which can hardly fail. */
    private static final Set<String> HELPERS = Set.of("completion", "help");

    @Test
    void theHelpListsTheCommandsByWhatTheyAreFor() {
        CommandResult run = CommandResult.of("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsSubsequence("Build and publish:", "worker", "request", "Operate:", "config", "doctor", "dlq")
                .containsSubsequence("Help:", "completion", "help")
                .containsSubsequence("Exit codes:", "0", "done", "4", "person");
        assertThat(run.out().lines().filter(line -> line.length() > 100)).isEmpty();
    }

    @Test
    void everyCommandThatDoesSomethingDocumentsItsExitCodes() {
        for (CommandLine command : leaves(RootCommand.line())) {
            if (!HELPERS.contains(command.getCommandName())
                    && !command.getCommandName().equals("completion")) {
                assertThat(command.getUsageMessage())
                        .as(command.getCommandSpec().qualifiedName())
                        .contains("Exit codes:", "--help");
            }
        }
    }

    @Test
    void theHelpListsEveryCommandOnce() {
        List<String> listed = CommandResult.of("--help")
                .out()
                .lines()
                .filter(line -> line.matches("  [a-z-]+   +[A-Z].*"))
                .map(line -> line.strip().split(" ", 2)[0])
                .toList();

        assertThat(listed)
                .doesNotHaveDuplicates()
                .containsExactlyElementsOf(RootCommand.line().getSubcommands().keySet());
    }

    /** A command that is named first is all that is built; what it says of itself is the same. */
    @Test
    void aLineWithOneCommandKnowsItAsTheWholeLineDoes() {
        CommandLine whole = RootCommand.line();

        whole.getSubcommands().forEach((name, command) -> {
            CommandLine alone = new CommandLine(RootCommand.class);
            CommandGroups.install(alone, name);
            alone.setUsageHelpWidth(whole.getUsageHelpWidth());

            assertThat(Objects.requireNonNull(alone.getSubcommands().get(name), name)
                            .getUsageMessage())
                    .isEqualTo(command.getUsageMessage());
            assertThat(command.getCommandName()).isEqualTo(name);
        });
        CommandLine unknown = new CommandLine(RootCommand.class);
        CommandGroups.install(unknown, "rnus");
        assertThat(unknown.getSubcommands().keySet())
                .containsExactlyElementsOf(whole.getSubcommands().keySet());
    }

    @Test
    void everyCommandThatLooksAtARunNamesItAlike() {
        for (CommandLine command : leaves(RootCommand.line())) {
            command.getCommandSpec().positionalParameters().stream()
                    .filter(parameter -> parameter.paramLabel().equals(RunKeyParameter.LABEL))
                    .forEach(parameter -> assertThat(parameter.description())
                            .as(command.getCommandSpec().qualifiedName())
                            .containsExactly(RunKeyParameter.DESCRIPTION));
            command.getCommandSpec().options().stream()
                    .filter(option -> option.longestName().equals("--limit"))
                    .forEach(option -> assertThat(option.defaultValueString())
                            .as(command.getCommandSpec().qualifiedName())
                            .matches("[1-9][0-9]+"));
        }
    }

    @Test
    void aMistypedCommandIsWrongUse() {
        CommandResult run = CommandResult.of("wroker");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(run.err())
                .hasLineCount(1)
                .contains("wroker", "did you mean", "mf --help")
                .doesNotContain("Usage:");
    }

    @Test
    void errorsAreShortAndUsageIsForHelp() {
        CommandResult option = CommandResult.of("runs", "list", "--limits", "4");
        CommandResult group = CommandResult.of("explain");
        CommandResult none = CommandResult.of("runs");

        assertThat(option.err())
                .hasLineCount(1)
                .contains("mf runs list: ", "--limits", "did you mean --limit?", "`mf runs list --help`");
        assertThat(group.err()).hasLineCount(1).contains("RUN_KEY | --request");
        assertThat(none.err()).hasLineCount(1).contains("list, show, events, watch, diff");
    }

    @Test
    void helpIsAboutTheWholeCommand() {
        assertThat(CommandResult.of("help", "runs", "list").out())
                .isEqualTo(CommandResult.of("runs", "list", "--help").out())
                .contains("Lists the runs");
        assertThat(CommandResult.of("help", "runs").out()).contains("Looks at runs");
        assertThat(CommandResult.of("help").out()).contains("Build and publish:");
        CommandResult unknown = CommandResult.of("help", "runs", "dance");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(unknown.err()).contains("mf runs has no command dance; it has list, show");
    }

    @Test
    void everyDurationIsReadAlike() {
        List<CommandLine.Model.OptionSpec> durations = leaves(RootCommand.line()).stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(option -> option.longestName().equals("--timeout"))
                .toList();

        assertThat(durations)
                .hasSizeGreaterThan(3)
                .allSatisfy(
                        option -> assertThat(option.typeInfo().getClassName() + option.auxiliaryTypes()[0].getName())
                                .contains("java.time.Duration"))
                .allSatisfy(option -> assertThat(option.converters()).isEmpty());
        assertThat(CommandResult.of("health", "--timeout", "soon").err()).contains("such as 90s, 15m, 2h");
    }

    @Test
    void optionsThatContradictEachOtherAreWrongUse() {
        List<CommandResult> runs = List.of(
                CommandResult.of("worker", "run", "--drain", "--once"),
                CommandResult.of("worker", "run", "--timeout", "5m"),
                CommandResult.of("request", "train-build", "--dry-run", "--wait", "request.json"),
                CommandResult.of("request", "train-build", "--timeout", "5m", "request.json"),
                CommandResult.of("request", "train-build", "-", "-"),
                CommandResult.of("dlq", "replay", "--all", "--at", "0@1"),
                CommandResult.of("dlq", "replay"),
                CommandResult.of("dlq", "replay", "--at", "somewhere"),
                CommandResult.of("dlq", "list", "--limit", "0"),
                CommandResult.of("audits", "--limit", "0"),
                CommandResult.of("request", "publish-retry", "tr_1", "--reason", "r", "--requester", " "));

        assertThat(runs).extracting(CommandResult::exitCode).containsOnly(ExitCode.USAGE_ERROR);
        assertThat(runs).extracting(CommandResult::out).containsOnly("");
    }

    private static List<CommandLine> leaves(CommandLine command) {
        List<CommandLine> leaves = new ArrayList<>();
        command.getSubcommands().values().forEach(child -> leaves.addAll(leaves(child)));
        return leaves.isEmpty() ? List.of(command) : leaves;
    }
}
