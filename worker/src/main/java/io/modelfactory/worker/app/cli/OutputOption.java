package io.modelfactory.worker.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a command answers: text for people, one JSON document a line for programs. Both say the same. */
final class OutputOption {
    /** The answer cannot be written; the standard output knows why. */
    static final class LostOutputException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Option(names = "--json", description = "Answer with JSON, one document a line, instead of text.")
    private boolean json;

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Whether programs are listening; progress that is not part of the answer then goes to the error stream only. */
    boolean isJson() {
        return json;
    }

    /**
     * @param document the answer for programs
     * @param text the same for people, without a line end
     */
    void print(JsonNode document, Supplier<String> text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(TerminalText.of(json ? document.toString() : text.get()));
        if (out.checkError()) {
            throw new LostOutputException();
        }
    }

    /** Commands in texts as they can be pasted. */
    PastableCommands pastable() {
        return PastableCommands.of(spec.commandLine());
    }

    /** Says something on the way that is no part of the answer. */
    void progress(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(TerminalText.of(pastable().in(text)));
        err.flush();
    }
}
