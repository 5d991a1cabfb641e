package io.modelfactory.worker.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/** All that is logged from INFO on, and by the project from DEBUG on, as text and as JSON, while this is open. */
final class CapturedLogs implements AutoCloseable {
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Logger projectLogger = context.getLogger("io.modelfactory");
    private final Level rootBefore = root.getLevel();
    private final Level projectLevelBefore = projectLogger.getLevel();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final OutputStreamAppender<ILoggingEvent> text;
    private final OutputStreamAppender<ILoggingEvent> json;

    CapturedLogs() {
        PatternLayoutEncoder pattern = new PatternLayoutEncoder();
        pattern.setPattern("%level %logger - %msg %mdc%n%ex");
        text = appender(pattern);
        json = appender(new JsonEncoder());
        root.setLevel(Level.INFO);
        projectLogger.setLevel(Level.DEBUG);
    }

    private OutputStreamAppender<ILoggingEvent> appender(Encoder<ILoggingEvent> encoder) {
        encoder.setContext(context);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(bytes);
        appender.start();
        root.addAppender(appender);
        return appender;
    }

    String all() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        root.detachAppender(text);
        root.detachAppender(json);
        root.setLevel(rootBefore);
        projectLogger.setLevel(projectLevelBefore);
    }
}
