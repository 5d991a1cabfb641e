package io.modelfactory.local.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.up.PlatformState.Phase;
import io.modelfactory.local.up.PlatformState.WorkerProcess;
import io.modelfactory.local.up.PlatformStopper.StopOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformStateTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    private Path temp = Path.of("");

    private PlatformFolder folder = new PlatformFolder(Path.of(""));
    private Path publicFile = Path.of("");

    @BeforeEach
    void prepare() {
        folder = new PlatformFolder(temp.resolve("data"));
        folder.prepare();
        publicFile = temp.resolve("up.json");
    }

    @Test
    void whatWasWrittenIsRead() {
        PlatformState state = PlatformState.initial(folder, 4711, LONG_AGO)
                .at(new PlatformPorts(1, 2, 3, 4, 5, 6))
                .with(new WorkerProcess(4712, LONG_AGO, 3))
                .in(Phase.READY)
                .doing("something");

        state.write(publicFile);

        assertThat(PlatformState.read(publicFile)).contains(state);
        assertThat(JsonFile.read(publicFile).path("profile").asText())
                .isEqualTo(folder.profile().toString());
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        Files.writeString(publicFile, "{");

        assertThatThrownBy(() -> PlatformState.read(publicFile))
                .isInstanceOf(UpException.class)
                .hasMessageContaining("up.json is damaged");
    }

    @Test
    void afterARebootTheProcessesWithTheNotedNumbersAreOthers() throws IOException {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            noteAsRunning(stranger.pid(), LONG_AGO);

            assertThat(PlatformInspection.of(folder).verdict()).isEqualTo(PlatformInspection.Verdict.DOWN);
            assertThat(new PlatformStopper(folder, publicFile).stop(Duration.ofSeconds(1)))
                    .isEqualTo(StopOutcome.NOT_RUNNING);
            assertThat(stranger.isAlive()).isTrue();
            assertThat(publicFile).doesNotExist();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void theWorkerThatAKilledPlatformLeftIsFoundAndStopped() throws IOException {
        Process worker = new ProcessBuilder("sleep", "600").start();
        try {
            noteAsRunning(worker.pid(), worker.info().startInstant().orElseThrow());

            assertThat(PlatformInspection.of(folder).verdict()).isEqualTo(PlatformInspection.Verdict.KILLED);
            assertThat(new PlatformStopper(folder, publicFile).stop(Duration.ofSeconds(1)))
                    .isEqualTo(StopOutcome.REMAINS_STOPPED);
            assertThat(worker.isAlive()).isFalse();
        } finally {
            worker.destroyForcibly();
        }
    }

    @Test
    void aFolderThatAnotherProgramHoldsIsNotTouched() {
        try (DataDirectory held = DataDirectory.kept(folder.root())) {
            assertThatThrownBy(() -> new PlatformStopper(folder, publicFile).stop(Duration.ofMillis(100)))
                    .isInstanceOf(UpException.class)
                    .hasMessageContaining(held.path().toString())
                    .hasMessageContaining("no `up`");
        }
    }

    @Test
    void theStateOfAnotherPlatformStays() {
        PlatformState.initial(new PlatformFolder(temp.resolve("other")), 1, LONG_AGO)
                .write(publicFile);

        new PlatformStopper(folder, publicFile).stop(Duration.ofSeconds(1));

        assertThat(publicFile).exists();
    }

    private void noteAsRunning(long worker, Instant startedAt) {
        PlatformState state = PlatformState.initial(folder, worker, LONG_AGO)
                .with(new WorkerProcess(worker, startedAt, 1))
                .in(Phase.READY);
        state.write(folder.stateFile());
        state.write(publicFile);
    }
}
