package io.modelfactory.worker.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/** One run of the real command line: what it printed, and how it ended. */
public record CommandResult(int exitCode, String out, String err) {

    public static CommandResult of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = RootCommand.line().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = line.execute(arguments);
        return new CommandResult(exitCode, out.toString(), err.toString());
    }

    /** With something on the standard input. */
    static CommandResult withInput(String input, String... arguments) {
        InputStream usual = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return of(arguments);
        } finally {
            System.setIn(usual);
        }
    }

    /** The documents of a {@code --json} answer. */
    List<JsonNode> documents() {
        return out.lines().map(CommandResult::parse).toList();
    }

    /** The only one. */
    JsonNode document() {
        List<JsonNode> documents = documents();
        if (documents.size() != 1) {
            throw new AssertionError("not one document: " + this);
        }
        return documents.get(0);
    }

    private static JsonNode parse(String line) {
        try {
            return Json.parse(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
