package io.modelfactory.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The shipped configuration of the logs, in both of its formats. */
class LogFormatTest {
    private static final Path SHIPPED = Path.of("src", "main", "resources", "logback.xml");

    private final LoggerContext context = new LoggerContext();

    @Test
    void linesForMachinesAreJsonWithFieldsOfTheirOwn() throws Exception {
        configure("json");
        context.putProperty("worker", "mf-1-abc");

        String line = line("two\nlines of \"text\"", Map.of(LogFields.RUN_KEY, "tr_1", LogFields.REQUEST_ID, "req-1"));

        assertThat(line).endsWith("\n").hasLineCount(1);
        JsonNode json = Json.parse(line.getBytes(StandardCharsets.UTF_8));
        assertThat(json.path("formattedMessage").textValue()).isEqualTo("two\nlines of \"text\"");
        assertThat(json.path("level").textValue()).isEqualTo("WARN");
        assertThat(json.at("/mdc/run_key").textValue()).isEqualTo("tr_1");
        assertThat(json.at("/mdc/request_id").textValue()).isEqualTo("req-1");
        assertThat(json.at("/context/properties/worker").textValue()).isEqualTo("mf-1-abc");
        assertThat(json.at("/throwable/className").textValue()).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void linesForPeopleAreTheDefault() throws Exception {
        configure("");

        assertThat(line("two\nlines", Map.of())).contains(" WARN ", "two lines").doesNotContain("{");
    }

    @Test
    void fieldsEndWithTheWorkTheyBelongTo() {
        try (LogFields fields = LogFields.of(Map.of("run_key", "tr_1", "request_id", ""))) {
            assertThat(fields).isNotNull();
            assertThat(org.slf4j.MDC.get("run_key")).isEqualTo("tr_1");
            assertThat(org.slf4j.MDC.get("request_id")).as("blank").isNull();
        }
        assertThat(org.slf4j.MDC.get("run_key")).isNull();
    }

    private void configure(String format) throws Exception {
        context.putProperty("MF_LOG_FORMAT", format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(SHIPPED.toFile());
    }

    private String line(String message, Map<String, String> fields) {
        Logger logger = context.getLogger("io.modelfactory.Test");
        LoggingEvent event =
                new LoggingEvent("test", logger, Level.WARN, message, new IllegalStateException("why"), new Object[0]);
        event.setMDCPropertyMap(fields);
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("console");
        return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
