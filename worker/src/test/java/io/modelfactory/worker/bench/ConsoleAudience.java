package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.local.EmbeddedDatabase;
import io.modelfactory.worker.artifact.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A console and its viewers, in a process of their own: what it takes is not the workers'. */
final class ConsoleAudience implements AutoCloseable {
    private final Process process;
    private final PrintStream orders;
    private final BufferedReader answers;

    private ConsoleAudience(Process process) {
        this.process = process;
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** @param processor on which it runs; any if empty */
    static ConsoleAudience start(EmbeddedDatabase.Access access, int viewers, Optional<Integer> processor, Path log)
            throws IOException {
        Process process = JavaProcess.answering(
                List.of("-Xmx512m"),
                WatchingConsole.class,
                List.of(access.user(), access.password(), String.valueOf(viewers)),
                log);
        processor.ifPresent(number -> ProcessorPin.pin(process.pid(), number));
        return new ConsoleAudience(process);
    }

    /** Has everyone look at a console of this ledger; returns once all listen. */
    void watch(EmbeddedDatabase.Access ledger) {
        say(WatchingConsole.WATCH + ledger.jdbcUrl(), WatchingConsole.WATCH);
    }

    /** Has everyone go away, and the console end. */
    void rest() {
        say(WatchingConsole.REST, WatchingConsole.REST);
    }

    private void say(String order, String expected) {
        orders.println(order);
        try {
            String answer = answer();
            if (!expected.equals(answer)) {
                throw new IllegalStateException("the console answers " + answer + " to " + order);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the pages took, once no one looks any more. */
    ObjectNode figures() throws IOException {
        orders.println(WatchingConsole.END);
        return (ObjectNode) Json.parse(answer().getBytes(StandardCharsets.UTF_8));
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the console has ended; its log has the reason");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
