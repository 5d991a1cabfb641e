package io.modelfactory.worker.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of {@code runbooks/}, and what can be tried of it: the lines of its {@code bash} blocks with the exit code
 * that a comment beside a line promises and the output that a {@code text} block right below promises, and its
 * {@code sql} blocks.
 */
record Runbook(String name, List<String> headings, List<RunbookStep> steps) {
    static final Path FOLDER = Path.of("..", "runbooks");

    private static final Pattern BLOCK = Pattern.compile(
            "^## (?<heading>[^\n]+)$|^```(?<kind>bash|sql)\n(?<body>.*?)^```\n(\n?```text\n(?<shown>.*?)^```\n)?",
            Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern EXITS = Pattern.compile("\\s+# exits (\\d)$");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** Something on a page that can be executed, under its heading. */
    sealed interface RunbookStep {
        String heading();

        /**
         * A command line.
         *
         * @param shown lines that its output has, with {@code ...} for anything
         */
        record Command(String heading, String line, int exitCode, List<String> shown) implements RunbookStep {}

        /** Statements to the ledger. */
        record Sql(String heading, String statements) implements RunbookStep {}
    }

    static Stream<String> names() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".md"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Runbook read(String name) {
        try {
            return parsed(name, Files.readString(FOLDER.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Runbook parsed(String name, String text) {
        List<String> headings = new ArrayList<>();
        List<RunbookStep> steps = new ArrayList<>();
        String heading = "";
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group("heading") != null) {
                heading = block.group("heading");
                headings.add(heading);
            } else if (block.group("kind").equals("sql")) {
                steps.add(new RunbookStep.Sql(heading, block.group("body")));
            } else {
                steps.addAll(commands(heading, block.group("body"), block.group("shown")));
            }
        }
        return new Runbook(name, List.copyOf(headings), List.copyOf(steps));
    }

    /** What is shown below a block is the output of its last command. */
    private static List<RunbookStep> commands(String heading, String body, String shown) {
        List<RunbookStep> commands = new ArrayList<>();
        List<String> lines = body.lines().filter(line -> !line.isBlank()).toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher exits = EXITS.matcher(lines.get(i));
            boolean last = i == lines.size() - 1;
            List<String> expected =
                    last && shown != null ? shown.lines().map(String::strip).toList() : List.of();
            commands.add(
                    exits.find()
                            ? new RunbookStep.Command(
                                    heading,
                                    lines.get(i).substring(0, exits.start()),
                                    Integer.parseInt(exits.group(1)),
                                    expected)
                            : new RunbookStep.Command(heading, lines.get(i).strip(), 0, expected));
        }
        return commands;
    }

    /** A text of the page with its placeholders filled in. */
    static String filled(String text, Map<String, String> placeholders) {
        String filled = text;
        for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
            filled = filled.replaceAll(
                    "\\b" + placeholder.getKey() + "\\b", Matcher.quoteReplacement(placeholder.getValue()));
        }
        return filled;
    }

    /** A command line as a shell splits it; single quotes are the only ones that pages use. */
    static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList();
    }

    /** What a shown line says, as a pattern. */
    static String pattern(String shown) {
        return Stream.of(shown.split("\\.\\.\\.", -1))
                .map(part -> Stream.of(part.split(" +", -1))
                        .map(Pattern::quote)
                        .reduce((a, b) -> a + " +" + b)
                        .orElse(""))
                .reduce((a, b) -> a + ".*" + b)
                .orElse("");
    }
}
