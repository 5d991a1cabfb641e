package io.modelfactory.worker.app.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The top commands, grouped by purpose; the one list of them, in the order of the help. */
final class CommandGroups implements IHelpSectionRenderer {
    private static final int INDENT = 2;
    private static final int GAP = 3;

    /** Commands in the order of the help. */
    private record CommandGroup(String title, List<Class<?>> commands) {
        List<String> names() {
            return commands.stream()
                    .map(command -> command.getAnnotation(Command.class).name())
                    .toList();
        }
    }

    private static final List<CommandGroup> GROUPS = List.of(
            new CommandGroup(
                    "Build and publish",
                    List.of(
                            WorkerCommand.class,
                            DatasetCommand.class,
                            InitCommand.class,
                            TrainCommand.class,
                            RequestCommand.class)),
            new CommandGroup(
                    "Inspect",
                    List.of(
                            ConsoleCommand.class,
                            WorkersCommand.class,
                            RunsCommand.class,
                            ExplainCommand.class,
                            CardCommand.class,
                            VerifyCommand.class,
                            ReproduceCommand.class,
                            SuggestThresholdsCommand.class,
                            AuditsCommand.class)),
            new CommandGroup(
                    "Operate",
                    List.of(
                            ConfigCommand.class,
                            DoctorCommand.class,
                            MigrateCommand.class,
                            SchemasCommand.class,
                            HealthCommand.class,
                            DlqCommand.class,
                            ReconcileCommand.class,
                            HistoryCommand.class)),
            new CommandGroup("Help", List.of(CompletionCommand.class, ManCommand.class, HelpCommand.class)));

    /** Adds the commands to the line, and has its help list them by group. */
    static void install(CommandLine line) {
        GROUPS.forEach(group -> group.commands().forEach(line::addSubcommand));
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandGroups());
    }

    @Override
    public String render(Help help) {
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
