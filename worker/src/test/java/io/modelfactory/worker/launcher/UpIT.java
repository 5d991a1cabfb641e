package io.modelfactory.worker.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.launcher.LauncherInstallation.LauncherAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform in the background, whatever becomes of its parts. */
class UpIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String[] UP = {"up", "--timeout", "400"};

    @TempDir
    private Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // set before each test
    private LauncherInstallation mf;

    @BeforeEach
    void install() throws IOException {
        mf = LauncherInstallation.in(folder);
    }

    @AfterEach
    void stop() throws Exception {
        mf.stop();
    }

    @Test
    void everyPartThatIsKilledComesBack() throws Exception {
        // An account without a home folder of its own has these folders only.
        mf.unset("HOME");
        LauncherAnswer interrupted = mf.interrupted("the data lies in", UP);
        assertThat(interrupted.exitCode()).as(interrupted.output()).isNotZero();
        assertThat(interrupted.output())
                .contains("interrupted; the platform goes on starting in the background", "deploy/mf status")
                .doesNotContain("\tat ");
        LauncherAnswer up = mf.run(UP);
        assertThat(up.exitCode()).as(up.output()).isZero();
        assertThat(up.output()).contains("It is up already");
        assertThat(PrintedConsole.in(up.output()))
                .hasValueSatisfying(console -> assertThat(console.answers()).isTrue());

        kill(state().at("/worker/pid").asLong());
        awaitWorker(2);
        awaitEverythingLives();
        assertThat(status().at("/state/worker/starts").asInt()).isEqualTo(2);

        long database = postmaster();
        kill(database);
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> postmaster() != database);
        awaitEverythingLives();
        assertThat(mf.run("runs", "list").exitCode()).isZero();

        long worker = state().at("/worker/pid").asLong();
        kill(state().path("pid").asLong());
        LauncherAnswer killed = mf.run("status");
        assertThat(killed.exitCode()).isEqualTo(1);
        assertThat(killed.output()).startsWith("killed").contains("process " + worker);

        LauncherAnswer again = mf.run(UP);

        assertThat(again.exitCode()).as(again.output()).isZero();
        assertThat(ProcessHandle.of(worker).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(status().path("status").asText()).isEqualTo("up");

        kill(state().path("pid").asLong());
        long left = postmaster();
        LauncherAnswer down = mf.run("down");

        assertThat(down.output()).contains("stopped what a killed platform had left");
        assertThat(ProcessHandle.of(left).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aWorkerThatDoesNotStartIsReportedWithTheEndOfItsLog() throws Exception {
        mf.set("MF_TRIGGER_POLICY", "config/mf/none.yaml");

        LauncherAnswer up = mf.run(UP);

        assertThat(up.exitCode()).isEqualTo(1);
        assertThat(up.output())
                .contains("the worker ended with exit code 2", "worker.log", "config/mf/none.yaml")
                .doesNotContain("\tat ");
        LauncherAnswer status = mf.run("status");
        assertThat(status.output()).startsWith("down; the last start failed: the worker ended");
        assertThat(mf.data().resolve("postgresql/postmaster.pid")).doesNotExist();
    }

    /** By the file first: a look by a command costs the processor time of a start that is waited for. */
    private void awaitWorker(int starts) {
        await().atMost(TIMEOUT).until(() -> state().at("/worker/starts").asInt() == starts);
    }

    private void awaitEverythingLives() {
        await().atMost(TIMEOUT)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(mf.run("status").exitCode()).isZero());
    }

    private JsonNode status() throws Exception {
        return Json.parse(mf.run("status", "--json").output().getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode state() throws IOException {
        return Json.parse(Files.readAllBytes(mf.stateFile()));
    }

    private Path postmasterFile() {
        return mf.data().resolve("postgresql/postmaster.pid");
    }

    private long postmaster() throws IOException {
        return Long.parseLong(Files.readAllLines(postmasterFile()).get(0).strip());
    }

    private static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        await().atMost(TIMEOUT).until(() -> !process.isAlive());
    }
}
