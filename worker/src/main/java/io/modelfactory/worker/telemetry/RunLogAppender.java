package io.modelfactory.worker.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * Hands on what this program itself logs about runs, by the fields {@code run_key} and {@code claim} of its lines. A
 * stack trace is not handed on: its messages may hold whatever a library was working on.
 */
public final class RunLogAppender extends UnsynchronizedAppenderBase<ILoggingEvent> implements AutoCloseable {
    static final int MAX_CHARS = 400;
    private static final String OWN = "io.modelfactory";

    /** Passwords in addresses, and whatever is called one. */
    private static final Pattern SECRET = Pattern.compile(
            "(?<=://)[^/@\\s]+(?=@)" + "|(?i)(?<=(?:password|passwd|secret|token|api_key|signature)[=:] ?)[^\\s,;&]+");

    private final RunLogListener listener;

    /** Told of lines, by whichever thread logs them; it must neither wait nor throw. */
    @FunctionalInterface
    public interface RunLogListener {
        /** @param claim its fencing token, as the field of the line has it */
        void onLine(String runKey, String claim, LoggedLine line);
    }

    private RunLogAppender(RunLogListener listener) {
        this.listener = listener;
    }

    /** Begins to listen, until it is closed; where something else than Logback logs, nothing is heard. */
    public static RunLogAppender attach(RunLogListener listener) {
        RunLogAppender appender = new RunLogAppender(listener);
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            appender.setContext(logback);
            appender.start();
            logback.getLogger(OWN).addAppender(appender);
        }
        return appender;
    }

    @Override
    protected void append(ILoggingEvent event) {
        Map<String, String> fields = event.getMDCPropertyMap();
        String runKey = fields.get(LogFields.RUN_KEY);
        String claim = fields.get(LogFields.CLAIM);
        if (runKey != null && claim != null && event.getLevel().isGreaterOrEqual(Level.INFO)) {
            listener.onLine(
                    runKey,
                    claim,
                    new LoggedLine(
                            Instant.ofEpochMilli(event.getTimeStamp()),
                            event.getLevel().toString(),
                            event.getLoggerName()
                                    .substring(event.getLoggerName().lastIndexOf('.') + 1),
                            message(event)));
        }
    }

    private static String message(ILoggingEvent event) {
        String thrown = event.getThrowableProxy() == null
                ? ""
                : " (" + event.getThrowableProxy().getClassName() + ")";
        String text = masked(event.getFormattedMessage().replaceAll("\\p{Cntrl}+", " ")) + thrown;
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "...";
    }

    /** Without what could be a password. */
    static String masked(String message) {
        return SECRET.matcher(message).replaceAll("***");
    }

    @Override
    public void close() {
        if (getContext() instanceof LoggerContext logback) {
            Logger own = logback.getLogger(OWN);
            own.detachAppender(this);
        }
        stop();
    }
}
