package io.modelfactory.worker.app.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.status.NopStatusListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Keeps what libraries log out of the way of a command's message: a broker that is down is worth one line to the user,
 * and twenty to a developer. What the Model Factory itself logs stays on the error stream.
 */
final class LibraryLog {
    private static final String OWN = "io.modelfactory";

    /** Begins anew when it has grown so large. */
    private static final long MOST_BYTES = 1_000_000;

    private final Path file;
    private final Instant begun = Instant.now();

    LibraryLog(Map<String, String> environment) {
        this.file = folder(environment).resolve("debug.log");
    }

    /** By the XDG base directories; a process without a home writes into the temporary folder. */
    private static Path folder(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (!state.isBlank() && Path.of(state).isAbsolute()) {
            return Path.of(state, "model-factory");
        } else if (!home.isBlank() && Path.of(home).isAbsolute()) {
            return Path.of(home, ".local", "state", "model-factory");
        }
        return Path.of(System.getProperty("java.io.tmpdir"), "model-factory-" + System.getProperty("user.name"));
    }

    /** Has libraries log into the file from now on. Where it cannot be written, nothing of theirs is kept. */
    void divert() {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.getStatusManager().add(new NopStatusListener());
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger own = context.getLogger(OWN);
        for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); ) {
            own.addAppender(all.next());
        }
        own.setAdditive(false);
        root.iteratorForAppenders().forEachRemaining(root::detachAppender);
        appender(context).ifPresent(root::addAppender);
    }

    private Optional<Appender<ILoggingEvent>> appender(LoggerContext context) {
        try {
            Files.createDirectories(file.getParent());
            if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
                Files.delete(file);
            }
        } catch (IOException readOnly) {
            return Optional.empty();
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level [%thread] %logger - %msg%n");
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        appender.start();
        return Optional.of(appender);
    }

    /** The file, if anything was written to it since this command began. */
    Optional<Path> writtenTo() {
        try {
            return Files.exists(file)
                            && Files.size(file) > 0
                            && !Files.getLastModifiedTime(file).toInstant().isBefore(begun)
                    ? Optional.of(file)
                    : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
