package io.modelfactory.worker.app.cli.help;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of a command in the macros of man(7), made of what its help is made of. */
final class ManPage {
    private final CommandSpec command;
    private final String release;
    private final List<String> lines = new ArrayList<>();

    private ManPage(CommandSpec command, String release) {
        this.command = command;
        this.release = release;
    }

    /** @param release at the foot of the page */
    static String of(CommandSpec command, String release) {
        return new ManPage(command, release).render();
    }

    /** Such as {@code mf-runs-list}. */
    static String nameOf(CommandSpec command) {
        return command.qualifiedName("-");
    }

    private String render() {
        UsageMessageSpec usage = command.usageMessage();
        lines.add(".TH %s 1 \"\" %s \"Model Factory\""
                .formatted(escaped(nameOf(command).toUpperCase(Locale.ROOT)), quoted(release)));
        section("NAME");
        text(nameOf(command) + " \\- " + escaped(CommandTree.summary(command)));
        section("SYNOPSIS");
        text(".B " + escaped(synopsis()));
        section("DESCRIPTION");
        Arrays.stream(usage.description()).map(CommandTree::plain).forEach(this::paragraph);
        entries(
                "COMMANDS",
                CommandTree.children(command).stream()
                        .collect(Collectors.toMap(
                                CommandSpec::name, CommandTree::summary, (a, b) -> a, LinkedHashMap::new)));
        entries("PARAMETERS", parameters());
        entries("OPTIONS", options());
        entries("EXIT STATUS", usage.exitCodeList());
        if (usage.footer().length > 0) {
            section("EXAMPLES");
            lines.add(".nf");
            Arrays.stream(usage.footer())
                    .map(CommandTree::plain)
                    .map(ManPage::escaped)
                    .forEach(this::text);
            lines.add(".fi");
        }
        seeAlso();
        return String.join("\n", lines) + "\n";
    }

    private String synopsis() {
        return new Help(command, Help.defaultColorScheme(Help.Ansi.OFF))
                .synopsis(0)
                .replaceAll("\\s+", " ")
                .strip();
    }

    private Map<String, String> parameters() {
        Map<String, String> entries = new LinkedHashMap<>();
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            if (!parameter.hidden()) {
                entries.put(parameter.paramLabel(), CommandTree.description(parameter));
            }
        }
        return entries;
    }

    private Map<String, String> options() {
        Map<String, String> entries = new LinkedHashMap<>();
        for (OptionSpec option : CommandTree.options(command)) {
            String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
            entries.put(String.join(", ", option.names()) + value, CommandTree.description(option));
        }
        return entries;
    }

    private void seeAlso() {
        List<String> others = new ArrayList<>();
        CommandSpec parent = command.parent();
        if (parent != null) {
            others.add(nameOf(parent));
        }
        CommandTree.children(command).forEach(child -> others.add(nameOf(child)));
        if (!others.isEmpty()) {
            section("SEE ALSO");
            text(others.stream().map(name -> "\\fB" + escaped(name) + "\\fR(1)").collect(Collectors.joining(", ")));
        }
    }

    private void section(String title) {
        lines.add(".SH " + quoted(title));
    }

    private void entries(String title, Map<String, String> entries) {
        if (!entries.isEmpty()) {
            section(title);
            entries.forEach((term, description) -> {
                lines.add(".TP");
                lines.add(".B " + escaped(term));
                text(description.isEmpty() ? "\\&" : escaped(description));
            });
        }
    }

    private void paragraph(String text) {
        lines.add(".PP");
        text(escaped(text));
    }

    private void text(String text) {
        lines.add(text.replace("\n", "\n.br\n"));
    }

    private static String quoted(String text) {
        return "\"" + escaped(text).replace("\"", "\\(dq") + "\"";
    }

    /** Backslashes and hyphens as they are typed; no line of text becomes a request. */
    private static String escaped(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.lines()
                .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
                .collect(Collectors.joining("\n"));
    }
}
