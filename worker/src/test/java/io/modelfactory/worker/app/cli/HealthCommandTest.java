package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.operator.LocalWorker;
import io.modelfactory.worker.config.Profile;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.console.ConsoleServer;
import io.modelfactory.worker.console.SilentSources;
import io.modelfactory.worker.console.access.LoopbackAccess;
import io.modelfactory.worker.telemetry.CachedProbe;
import io.modelfactory.worker.telemetry.HealthServer;
import io.modelfactory.worker.telemetry.ReadinessChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(ready.out()).startsWith("not well:").contains("is starting").doesNotContain("{");
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
        assertThat(run.document().at("/said/checks/database/reason").textValue())
                .contains("gone fishing");
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
                .startsWith("nothing answers at " + server.url() + "/livez")
                .hasLineCount(1);
    }

    @Test
    void aConsoleIsAskedInTheSameWay() {
        try (ConsoleServer console =
                ConsoleServer.start("127.0.0.1", 0, "1.2.3", new SilentSources(), new LoopbackAccess())) {
            CommandResult alive = CommandResult.of("health", "--url", console.url());
            CommandResult ready = CommandResult.of("health", "--ready", "--url", console.url());

            assertThat(alive.exitCode()).isZero();
            assertThat(alive.out()).startsWith("well: what answers at " + console.url());
            assertThat(ready.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(ready.out()).contains("not ready: database: does not answer");
        }
    }

    @Test
    void aWorkerOnAnyPortIsFoundByItsProfile(@TempDir Path folder) throws IOException {
        Path profile = profile(folder, "localhost:9092");
        CommandResult before = CommandResult.of("health", "--profile", profile.toString());
        Wiring wiring = Profile.load(profile, Map.of()).wiring();
        Path scratch = Files.createDirectories(folder.resolve("scratch/mf-1"));
        LocalWorker.ofThisProcess(wiring, server.url()).announce(scratch);

        CommandResult found = CommandResult.of("health", "--json", "--profile", profile.toString());
        CommandResult other = CommandResult.of(
                "health", "--profile", profile(folder, "localhost:9093").toString());

        assertThat(before.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(before.err())
                .startsWith("no worker runs on this machine under " + profile)
                .hasLineCount(1);
        assertThat(found.exitCode()).as(found.toString()).isZero();
        assertThat(found.document().path("url").textValue()).isEqualTo(server.url());
        assertThat(found.document().at("/said/live").booleanValue()).isTrue();
        assertThat(other.err()).startsWith("no worker runs on this machine");
    }

    private static Path profile(Path folder, String broker) throws IOException {
        String shipped = Files.readString(Path.of("..", "config", "profiles", "local.yaml"));
        return Files.writeString(
                folder.resolve(broker.replace(':', '-') + ".yaml"),
                shipped.replace(
                                "${MF_SCRATCH:-/tmp/model-factory}",
                                folder.resolve("scratch").toString())
                        .replace("${MF_KAFKA_BOOTSTRAP_SERVERS:-localhost:9092}", broker));
    }

    private static HealthServer listen() {
        try {
            return new HealthServer("127.0.0.1", 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
