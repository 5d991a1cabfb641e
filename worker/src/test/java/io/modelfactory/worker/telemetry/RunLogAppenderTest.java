package io.modelfactory.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class RunLogAppenderTest {
    private static final String OWN = "io.modelfactory.worker.telemetry.RunLogAppenderTest";

    private final List<String> heard = new ArrayList<>();
    private final RunLogAppender appender = RunLogAppender.attach((runKey, claim, line) ->
            heard.add(runKey + " " + claim + " " + line.level() + " " + line.source() + " " + line.message()));

    @AfterEach
    void detach() {
        appender.close();
    }

    private static void aboutARun(Runnable logging) {
        LogFields claim = LogFields.of(Map.of(LogFields.RUN_KEY, "tr_test", LogFields.CLAIM, "3"));
        logging.run();
        claim.close();
    }

    @Test
    void linesAboutAClaimAreHeardAndNoOthers() {
        aboutARun(() -> LoggerFactory.getLogger(OWN).info("{} begins", "it"));
        LoggerFactory.getLogger(OWN).info("of no run");
        aboutARun(() -> LoggerFactory.getLogger(OWN).debug("too fine"));
        aboutARun(() -> LoggerFactory.getLogger("org.postgresql").error("of a library"));

        assertThat(heard).containsExactly("tr_test 3 INFO RunLogAppenderTest it begins");
    }

    @Test
    void aLineIsOneLineOfBoundedLengthAndOfAnExceptionOnlyItsClassIsKept() {
        aboutARun(() -> LoggerFactory.getLogger(OWN)
                .error("first\nsecond", new IllegalStateException("customer Ada Lovelace, card 4111")));
        aboutARun(() -> LoggerFactory.getLogger(OWN).info("x".repeat(10_000)));

        assertThat(heard.get(0)).endsWith("first second (java.lang.IllegalStateException)");
        assertThat(heard.get(1)).hasSizeLessThan(RunLogAppender.MAX_CHARS + 100).endsWith("...");
    }

    @Test
    void nothingIsHeardAfterItWasClosed() {
        appender.close();
        aboutARun(() -> LoggerFactory.getLogger(OWN).info("late"));

        assertThat(heard).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://mf:hunter2@db/mf, jdbc:postgresql://***@db/mf",
        "https://store/key?X-Amz-Signature=abc&x=1, https://store/key?X-Amz-Signature=***&x=1",
        "password=hunter2; user=mf, password=***; user=mf",
        "the token: abc was refused, the token: *** was refused",
        "tr_0a is in stage TRAIN, tr_0a is in stage TRAIN"
    })
    void whatCouldBeASecretIsMasked(String message, String masked) {
        assertThat(RunLogAppender.masked(message)).isEqualTo(masked);
    }
}
