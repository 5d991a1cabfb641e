package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.app.cli.dataset.DatasetCommand;
import io.modelfactory.worker.app.cli.help.CompletionCommand;
import io.modelfactory.worker.app.cli.help.HelpCommand;
import io.modelfactory.worker.app.cli.help.ManCommand;
import io.modelfactory.worker.app.cli.inspect.AuditsCommand;
import io.modelfactory.worker.app.cli.inspect.CardCommand;
import io.modelfactory.worker.app.cli.inspect.ExplainCommand;
import io.modelfactory.worker.app.cli.inspect.ReproduceCommand;
import io.modelfactory.worker.app.cli.inspect.RunsCommand;
import io.modelfactory.worker.app.cli.inspect.SuggestThresholdsCommand;
import io.modelfactory.worker.app.cli.inspect.VerifyCommand;
import io.modelfactory.worker.app.cli.inspect.WorkersCommand;
import io.modelfactory.worker.app.cli.operate.ConfigCommand;
import io.modelfactory.worker.app.cli.operate.ConsoleCommand;
import io.modelfactory.worker.app.cli.operate.DlqCommand;
import io.modelfactory.worker.app.cli.operate.DoctorCommand;
import io.modelfactory.worker.app.cli.operate.HealthCommand;
import io.modelfactory.worker.app.cli.operate.HistoryCommand;
import io.modelfactory.worker.app.cli.operate.MigrateCommand;
import io.modelfactory.worker.app.cli.operate.ReconcileCommand;
import io.modelfactory.worker.app.cli.operate.SchemasCommand;
import io.modelfactory.worker.app.cli.operate.WorkerCommand;
import io.modelfactory.worker.app.cli.request.RequestCommand;
import io.modelfactory.worker.app.cli.starter.InitCommand;
import io.modelfactory.worker.app.cli.starter.TrainCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The top commands, grouped by purpose; the one list of them, in the order of the help. */
final class CommandGroups {
    private CommandGroups() {}

    private static final int INDENT = 2;
    private static final int GAP = 3;

    /** A command by its name, which is read without the class; it has the same in its annotation. */
    private record NamedCommand(String name, Class<?> type) {}

    /** Commands in the order of the help. */
    private record CommandGroup(String title, List<NamedCommand> commands) {
        List<String> names() {
            return commands.stream().map(NamedCommand::name).toList();
        }
    }

    /** They look at all others. */
    private static final CommandGroup HELP = new CommandGroup(
            "Help",
            List.of(
                    new NamedCommand("completion", CompletionCommand.class),
                    new NamedCommand("man", ManCommand.class),
                    new NamedCommand("help", HelpCommand.class)));

    private static final List<CommandGroup> GROUPS = List.of(
            new CommandGroup(
                    "Build and publish",
                    List.of(
                            new NamedCommand("worker", WorkerCommand.class),
                            new NamedCommand("dataset", DatasetCommand.class),
                            new NamedCommand("init", InitCommand.class),
                            new NamedCommand("train", TrainCommand.class),
                            new NamedCommand("request", RequestCommand.class))),
            new CommandGroup(
                    "Inspect",
                    List.of(
                            new NamedCommand("console", ConsoleCommand.class),
                            new NamedCommand("workers", WorkersCommand.class),
                            new NamedCommand("runs", RunsCommand.class),
                            new NamedCommand("explain", ExplainCommand.class),
                            new NamedCommand("card", CardCommand.class),
                            new NamedCommand("verify", VerifyCommand.class),
                            new NamedCommand("reproduce", ReproduceCommand.class),
                            new NamedCommand("suggest-thresholds", SuggestThresholdsCommand.class),
                            new NamedCommand("audits", AuditsCommand.class))),
            new CommandGroup(
                    "Operate",
                    List.of(
                            new NamedCommand("config", ConfigCommand.class),
                            new NamedCommand("doctor", DoctorCommand.class),
                            new NamedCommand("migrate", MigrateCommand.class),
                            new NamedCommand("schemas", SchemasCommand.class),
                            new NamedCommand("health", HealthCommand.class),
                            new NamedCommand("dlq", DlqCommand.class),
                            new NamedCommand("reconcile", ReconcileCommand.class),
                            new NamedCommand("history", HistoryCommand.class))),
            HELP);

    /** Adds the commands to the line, and has its help list them by group. */
    static void install(CommandLine line) {
        install(line, command -> true);
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandListRenderer());
    }

    /**
     * The same with the one command that the first word names, where it needs no other: to look at all of them takes
     * half of the time in which a short command is done.
     */
    static void install(CommandLine line, String firstWord) {
        boolean alone = GROUPS.stream()
                .filter(group -> !group.equals(HELP))
                .anyMatch(group -> group.names().contains(firstWord));
        if (alone) {
            install(line, command -> command.name().equals(firstWord));
        } else {
            install(line);
        }
    }

    private static void install(CommandLine line, Predicate<NamedCommand> wanted) {
        GROUPS.stream()
                .flatMap(group -> group.commands().stream())
                .filter(wanted)
                .forEach(command -> line.addSubcommand(command.type()));
    }

    /** The commands that a help knows, group by group. */
    static String text(Help help) {
        Map<String, Help> commands = help.subcommands();
        int width = commands.keySet().stream().mapToInt(String::length).max().orElse(0);
        return GROUPS.stream().map(group -> section(group, commands, width)).collect(Collectors.joining());
    }

    private static String section(CommandGroup group, Map<String, Help> commands, int width) {
        List<String> lines = new ArrayList<>();
        for (String name : group.names()) {
            String summary = Optional.ofNullable(commands.get(name))
                    .map(CommandGroups::singleLine)
                    .orElse("");
            lines.add(" ".repeat(INDENT) + name + " ".repeat(width - name.length() + GAP) + summary);
        }
        return "%n%s:%n".formatted(group.title()) + String.join("\n", lines) + "\n";
    }

    private static String singleLine(Help command) {
        UsageMessageSpec usage = command.commandSpec().usageMessage();
        return Stream.concat(Arrays.stream(usage.header()), Arrays.stream(usage.description()))
                .findFirst()
                .orElse("");
    }
}
