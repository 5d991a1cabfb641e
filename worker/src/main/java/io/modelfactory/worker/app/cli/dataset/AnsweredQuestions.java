package io.modelfactory.worker.app.cli.dataset;

import io.modelfactory.worker.app.cli.answer.CommandContext;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.answer.TerminalPrompt;
import io.modelfactory.worker.dataset.inspection.OpenQuestion;
import io.modelfactory.worker.dataset.inspection.OpenQuestion.Choice;
import io.modelfactory.worker.dataset.registration.OpenQuestionsException;
import io.modelfactory.worker.failure.FailureException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Asks on a terminal for what a command was not told, and adds the answers to its options. */
final class AnsweredQuestions {
    private static final String END_OF_OPTIONS = "--";
    private static final String PLAIN = "[A-Za-z0-9_./:=,+@%-]+";

    private final CommandSpec command;
    private final OutputOption output;
    private final TerminalPrompt prompt;
    private final List<String> given;
    private final List<String> answers = new ArrayList<>();

    AnsweredQuestions(CommandSpec command, OutputOption output) {
        this.command = command;
        this.output = output;
        this.prompt = CommandContext.of(command).prompt();
        this.given = command.commandLine().getParseResult().originalArgs();
    }

    /**
     * @param work is done again with the answers in the command's options
     * @throws FailureException {@code DATASET_INVALID} if something is open that cannot be asked for
     */
    <T> T untilNothingIsOpen(Supplier<T> work) {
        while (true) {
            try {
                T done = work.get();
                if (!answers.isEmpty()) {
                    output.progress("to be asked nothing next time, add: "
                            + answers.stream().map(AnsweredQuestions::quoted).collect(Collectors.joining(" ")));
                }
                return done;
            } catch (OpenQuestionsException open) {
                if (!prompt.isTerminal()) {
                    throw open.asFailure();
                }
                output.progress(open.file() + " leaves something open:");
                for (OpenQuestion question : open.questions()) {
                    answers.addAll(answer(question).orElseThrow(open::asFailure));
                }
                command.root().commandLine().parseArgs(with(answers));
            }
        }
    }

    /** Empty if the input has ended. */
    private Optional<List<String>> answer(OpenQuestion question) {
        PrintWriter out = command.commandLine().getErr();
        output.progress("");
        output.progress(question.text());
        List<Choice> choices = question.choices();
        for (int i = 0; i < choices.size(); i++) {
            Choice choice = choices.get(i);
            output.progress("  %d  %s%s   %s"
                    .formatted(
                            i + 1,
                            String.join(" ", choice.arguments()),
                            choice.asksForValue() ? "=..." : "",
                            choice.meaning()));
        }
        while (true) {
            boolean valueOnly = choices.size() == 1 && choices.get(0).asksForValue();
            Optional<String> typed =
                    valueOnly ? Optional.of("1") : prompt.ask(out, "which? 1 to " + choices.size() + ":");
            if (typed.isEmpty()) {
                return Optional.empty();
            }
            Optional<Choice> chosen = chosen(choices, typed.get());
            if (chosen.isPresent()) {
                return chosen.get().asksForValue()
                        ? value(chosen.get().arguments())
                        : Optional.of(chosen.get().arguments());
            }
        }
    }

    /** Asks until the value fits the last of the options. */
    private Optional<List<String>> value(List<String> options) {
        PrintWriter out = command.commandLine().getErr();
        String option = options.get(options.size() - 1);
        for (Optional<String> typed = prompt.ask(out, option + " =");
                typed.isPresent();
                typed = prompt.ask(out, option + " =")) {
            List<String> answer = new ArrayList<>(options.subList(0, options.size() - 1));
            answer.add(option + "=" + typed.get());
            List<String> all = new ArrayList<>(answers);
            all.addAll(answer);
            try {
                command.root().commandLine().parseArgs(with(all));
                return Optional.of(answer);
            } catch (ParameterException unfit) {
                output.progress(String.valueOf(unfit.getMessage()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Choice> chosen(List<Choice> choices, String typed) {
        return typed.matches("[1-9]\\d?") && Integer.parseInt(typed) <= choices.size()
                ? Optional.of(choices.get(Integer.parseInt(typed) - 1))
                : Optional.empty();
    }

    private String[] with(List<String> more) {
        List<String> all = new ArrayList<>(given);
        int end = all.indexOf(END_OF_OPTIONS);
        all.addAll(end < 0 ? all.size() : end, more);
        return all.toArray(String[]::new);
    }

    /** As a shell takes it for one word. */
    private static String quoted(String argument) {
        return argument.matches(PLAIN) ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
