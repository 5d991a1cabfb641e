package io.modelfactory.worker.app.cli.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a command answers: text for people, one JSON document a line for programs. Both say the same. */
public final class OutputOption {
    /** The answer cannot be written; the standard output knows why. */
    public static final class LostOutputException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Option(names = "--json", description = "Answer with JSON, one document a line, instead of text.")
    private boolean json;

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Whether programs are listening; progress that is not part of the answer then goes to the error stream only. */
    public boolean isJson() {
        return json;
    }

    /**
     * @param document the answer for programs
     * @param text the same for people, without a line end
     */
    public void print(JsonNode document, Supplier<String> text) {
        print(() -> document, text, UnaryOperator.identity());
    }

    /**
     * As {@link #print}, with the names of states in colours where colours are allowed, and a document that is made
     * only for who asks for it: a person would wait for the tools that turn records into JSON.
     */
    public void printStates(Supplier<? extends JsonNode> document, Supplier<String> text) {
        print(document, text, terminal().colours() ? StateColours::paint : UnaryOperator.identity());
    }

    /** How wide the terminal is; 0 if lines may have any length. */
    public int columns() {
        return terminal().columns();
    }

    private Terminal terminal() {
        return CommandContext.of(spec).terminal();
    }

    private void print(Supplier<? extends JsonNode> document, Supplier<String> text, UnaryOperator<String> paint) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? TerminalText.of(document.get().toString()) : paint.apply(TerminalText.of(text.get())));
        if (out.checkError()) {
            throw new LostOutputException();
        }
    }

    /** Commands in texts as they can be pasted. */
    public PastableCommands pastable() {
        return PastableCommands.of(spec.commandLine());
    }

    /** Says something on the way that is no part of the answer. */
    public void progress(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(TerminalText.of(pastable().in(text)));
        err.flush();
    }
}
