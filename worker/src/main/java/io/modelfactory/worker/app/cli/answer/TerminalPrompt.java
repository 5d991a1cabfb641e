package io.modelfactory.worker.app.cli.answer;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Asks a command's user, where a user can answer: on a terminal. */
public final class TerminalPrompt {
    private final Optional<BufferedReader> answers;

    private TerminalPrompt(Optional<BufferedReader> answers) {
        this.answers = answers;
    }

    /** Of this process: a terminal if both its input and its output are one. */
    public static TerminalPrompt ofProcess() {
        Optional<Console> console = Optional.ofNullable(System.console());
        return new TerminalPrompt(console.map(terminal -> new BufferedReader(terminal.reader())));
    }

    /** @param answers one a line */
    public static TerminalPrompt answeredBy(BufferedReader answers) {
        return new TerminalPrompt(Optional.of(answers));
    }

    public boolean isTerminal() {
        return answers.isPresent();
    }

    /**
     * @param out where the question is shown
     * @return without blanks at the ends; empty if the input has ended, or there is no terminal
     */
    public Optional<String> ask(PrintWriter out, String question) {
        if (answers.isEmpty()) {
            return Optional.empty();
        }
        out.print(TerminalText.of(question) + " ");
        out.flush();
        try {
            return Optional.ofNullable(answers.get().readLine()).map(String::strip);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read from the terminal", e);
        }
    }
}
