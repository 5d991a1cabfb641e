package io.modelfactory.worker.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.telemetry.HealthServer;
import io.modelfactory.worker.telemetry.Probe;
import io.modelfactory.worker.telemetry.Readiness;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthCommandTest {
    private final Readiness readiness =
            new Readiness(new Probe.Timing(Duration.ZERO, Duration.ofSeconds(5), System::nanoTime), Runnable::run);
    private HealthServer server = listen();

    @BeforeEach
    void serve() {
        server.start(readiness, () -> "", Map.of());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aWorkerThatStartsIsAliveButNotReady() {
        CommandRun alive = CommandRun.of("health", "--url", server.url());
        CommandRun ready = CommandRun.of("health", "--ready", "--url", server.url());

        assertThat(alive.exitCode()).isZero();
        assertThat(alive.out()).startsWith("well:");
        assertThat(ready.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ready.out()).startsWith("not well:").contains("is starting");
    }

    @Test
    void whatKeepsAWorkerFromBeingReadyIsSaid() {
        readiness.started();
        readiness.add("database", () -> {
            throw new IllegalStateException("gone fishing");
        });

        CommandRun run = CommandRun.of("health", "--ready", "--json", "--url", server.url());

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.document().path("well").booleanValue()).isFalse();
        assertThat(run.document().path("said").textValue()).contains("gone fishing");
    }

    @Test
    void aWorkerWithAllItNeedsIsReady() {
        readiness.started();

        assertThat(CommandRun.of("health", "--ready", "--url", server.url()).exitCode())
                .isZero();
    }

    @Test
    void whereNobodyAnswersNobodyIsWell() {
        server.close();

        CommandRun run = CommandRun.of("health", "--url", server.url());

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err())
                .startsWith("no worker answers at " + server.url() + "/livez")
                .hasLineCount(1);
    }

    private static HealthServer listen() {
        try {
            return new HealthServer("127.0.0.1", 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
