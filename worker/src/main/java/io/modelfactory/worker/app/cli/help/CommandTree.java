package io.modelfactory.worker.app.cli.help;

import io.modelfactory.worker.app.cli.option.RunKeyParameter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The commands with what shells and manuals want to know of them. */
final class CommandTree {
    /** Labels of what can be the beginning of a run key; the last two are those of {@code runs diff}. */
    private static final Set<String> RUN_KEYS = Set.of(RunKeyParameter.LABEL, "A", "B");

    private CommandTree() {}

    /** The root first, then each group before its commands. */
    static List<CommandSpec> all(CommandSpec root) {
        List<CommandSpec> all = new ArrayList<>(List.of(root));
        children(root).forEach(child -> all.addAll(all(child)));
        return all;
    }

    static List<CommandSpec> children(CommandSpec command) {
        return new LinkedHashSet<>(command.subcommands().values())
                .stream()
                        .map(CommandLine::getCommandSpec)
                        .filter(child -> !child.usageMessage().hidden())
                        .toList();
    }

    /** The words behind the program's name, such as {@code runs list}; empty for the root. */
    static String words(CommandSpec command) {
        String name = command.qualifiedName();
        int blank = name.indexOf(' ');
        return blank < 0 ? "" : name.substring(blank + 1);
    }

    static boolean takesRunKey(CommandSpec command) {
        return command.positionalParameters().stream().anyMatch(parameter -> RUN_KEYS.contains(parameter.paramLabel()));
    }

    /** Those that can be written, without what is hidden. */
    static List<OptionSpec> options(CommandSpec command) {
        return command.options().stream().filter(option -> !option.hidden()).toList();
    }

    /** The first sentence of what the command does. */
    static String summary(CommandSpec command) {
        String[] description = command.usageMessage().description();
        return description.length == 0 ? "" : plain(description[0]);
    }

    /** What an option or a parameter is for, with its values filled in. */
    static String description(ArgSpec argument) {
        UnaryOperator<String> fill =
                text -> text.replace("${COMPLETION-CANDIDATES}", String.join(", ", candidates(argument)))
                        .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValueString()));
        return plain(fill.apply(String.join(" ", argument.description())));
    }

    static List<String> candidates(ArgSpec argument) {
        List<String> candidates = new ArrayList<>();
        Iterable<String> known = argument.completionCandidates();
        if (known != null) {
            known.forEach(candidates::add);
        }
        return candidates;
    }

    /** Picocli formats its texts. */
    static String plain(String text) {
        return text.replace("%n", "\n").replace("%%", "%").strip();
    }
}
