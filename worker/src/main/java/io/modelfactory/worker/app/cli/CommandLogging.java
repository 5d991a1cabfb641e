package io.modelfactory.worker.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;

/**
 * What logback.xml says, for the commands, without reading it: to parse it takes longer than most commands do. Logback
 * finds this class as a service; it leaves workers, tests and commands with a logging file of their own to the other
 * ones.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class CommandLogging extends ContextAwareBase implements Configurator {
    /** The appender of what the Model Factory itself logs. */
    private static final String CONSOLE = "console";

    private static final String FOR_COMMAND = "mf.logging.command";
    private static final String OWN_FILE = "logback.configurationFile";
    private static final String OWN = "io.modelfactory";
    private static final String LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level [%thread] %logger{0} - %replace(%msg){'[\\r\\n]+',' '}%n";

    /** To be called before anything logs. */
    static void expect() {
        System.setProperty(FOR_COMMAND, "true");
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (!Boolean.getBoolean(FOR_COMMAND) || System.getProperty(OWN_FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        configure(context, System.getenv());
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static void configure(LoggerContext context, Map<String, String> environment) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName(CONSOLE);
        console.setTarget("System.err");
        console.setEncoder(encoder(context, environment));
        console.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(console);
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        context.getLogger(OWN).setLevel(Level.toLevel(environment.get("MF_LOG_LEVEL"), Level.INFO));
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, Map<String, String> environment) {
        if ("json".equals(environment.get("MF_LOG_FORMAT"))) {
            JsonEncoder json = new JsonEncoder();
            json.setWithSequenceNumber(false);
            json.setWithNanoseconds(false);
            json.setWithMessage(false);
            json.setWithArguments(false);
            json.setWithFormattedMessage(true);
            json.setContext(context);
            json.start();
            return json;
        }
        PatternLayoutEncoder lines = new PatternLayoutEncoder();
        lines.setPattern(LINE);
        lines.setContext(context);
        lines.start();
        return lines;
    }
}
