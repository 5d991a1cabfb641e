package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.telemetry.CachedProbe;
import io.modelfactory.worker.telemetry.HealthServer;
import io.modelfactory.worker.telemetry.ReadinessChecks;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthCommandTest {
    private final ReadinessChecks readiness = new ReadinessChecks(
            new CachedProbe.ProbeTiming(Duration.ZERO, Duration.ofSeconds(5), System::nanoTime), Runnable::run);
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
        CommandResult alive = CommandResult.of("health", "--url", server.url());
        CommandResult ready = CommandResult.of("health", "--ready", "--url", server.url());

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

        CommandResult run = CommandResult.of("health", "--ready", "--json", "--url", server.url());

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.document().path("well").booleanValue()).isFalse();
        assertThat(run.document().path("said").textValue()).contains("gone fishing");
    }

    @Test
    void aWorkerWithAllItNeedsIsReady() {
        readiness.started();

        assertThat(CommandResult.of("health", "--ready", "--url", server.url()).exitCode())
                .isZero();
    }

    @Test
    void aWorkerThatDoesNotAnswerIsUnhealthy() {
        server.close();

        CommandResult run = CommandResult.of("health", "--url", server.url());

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
