package io.modelfactory.worker.app.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Lists the top commands by what a person wants to do, rather than in one long column. */
final class CommandGroups implements IHelpSectionRenderer {
    private static final int INDENT = 2;
    private static final int GAP = 3;

    private record CommandGroup(String title, List<String> commands) {}

    private static final List<CommandGroup> GROUPS = List.of(
            new CommandGroup("Build and publish", List.of("worker", "request")),
            new CommandGroup(
                    "Look and understand", List.of("runs", "explain", "card", "verify", "reproduce", "audits")),
            new CommandGroup(
                    "Operate", List.of("config", "doctor", "migrate", "schemas", "health", "dlq", "reconcile")));

    private static final String OTHERS = "Help";

    static void install(CommandLine line) {
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandGroups());
    }

    @Override
    public String render(Help help) {
        Map<String, Help> commands = new LinkedHashMap<>(help.subcommands());
        StringBuilder text = new StringBuilder();
        int width = commands.keySet().stream().mapToInt(String::length).max().orElse(0);
        GROUPS.forEach(group -> text.append(section(group.title(), take(commands, group.commands()), width)));
        return text.append(section(OTHERS, commands, width)).toString();
    }

    private static Map<String, Help> take(Map<String, Help> commands, List<String> names) {
        Map<String, Help> taken = new LinkedHashMap<>();
        for (String name : names) {
            Help command = commands.remove(name);
            if (command != null) {
                taken.put(name, command);
            }
        }
        return taken;
    }

    private static String section(String title, Map<String, Help> commands, int width) {
        List<String> lines = new ArrayList<>();
        commands.forEach((name, command) ->
                lines.add(" ".repeat(INDENT) + name + " ".repeat(width - name.length() + GAP) + singleLine(command)));
        return lines.isEmpty() ? "" : "%n%s:%n".formatted(title) + String.join("\n", lines) + "\n";
    }

    private static String singleLine(Help command) {
        UsageMessageSpec usage = command.commandSpec().usageMessage();
        return Stream.concat(Arrays.stream(usage.header()), Arrays.stream(usage.description()))
                .findFirst()
                .orElse("");
    }
}
