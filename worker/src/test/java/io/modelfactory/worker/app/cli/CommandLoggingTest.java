package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands log as logback.xml says, though they do not read it. */
class CommandLoggingTest {
    private static final Path SHIPPED = Path.of("src", "main", "resources", "logback.xml");

    @Test
    void linesLevelsAndTargetAreThoseOfTheFile() throws JoranException {
        LoggerContext file = ofFile("");
        LoggerContext code = new LoggerContext();
        CommandLogging.configure(code, Map.of());

        assertThat(((PatternLayoutEncoder) encoder(code)).getPattern())
                .isEqualTo(((PatternLayoutEncoder) encoder(file)).getPattern());
        assertThat(console(code).getTarget()).isEqualTo(console(file).getTarget());
        for (String logger : new String[] {org.slf4j.Logger.ROOT_LOGGER_NAME, "io.modelfactory", "org.apache.kafka"}) {
            assertThat(code.getLogger(logger).getEffectiveLevel())
                    .as(logger)
                    .isEqualTo(file.getLogger(logger).getEffectiveLevel());
        }
    }

    @Test
    void theEnvironmentDecidesLevelAndForm() throws JoranException {
        LoggerContext code = new LoggerContext();
        CommandLogging.configure(code, Map.of("MF_LOG_FORMAT", "json", "MF_LOG_LEVEL", "DEBUG"));

        assertThat(code.getLogger("io.modelfactory.Any").isDebugEnabled()).isTrue();
        assertThat(encoder(code))
                .usingRecursiveComparison()
                .comparingOnlyFields(
                        "withSequenceNumber", "withNanoseconds", "withMessage", "withArguments", "withFormattedMessage")
                .isEqualTo(encoder(ofFile("json")));
        assertThat(encoder(code)).isInstanceOf(JsonEncoder.class);
    }

    private static LoggerContext ofFile(String format) throws JoranException {
        LoggerContext context = new LoggerContext();
        context.putProperty("MF_LOG_FORMAT", format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(SHIPPED.toFile());
        return context;
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
        return (ConsoleAppender<ILoggingEvent>)
                context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("console");
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context) {
        return console(context).getEncoder();
    }
}
