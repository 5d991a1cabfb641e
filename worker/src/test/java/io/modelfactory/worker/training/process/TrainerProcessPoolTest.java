package io.modelfactory.worker.training.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.ChildJvm;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.training.BuildExecution;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which processes there are, and what they inherit. */
class TrainerProcessPoolTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    @TempDir
    Path scratch;

    @Test
    void aTrainerInheritsOnlyListedEnvironmentVariables() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("MF_DATABASE_PASSWORD", "correct-horse");
        environment.put("AWS_SECRET_ACCESS_KEY", "battery-staple");
        environment.put("MF_LOG_LEVEL", "DEBUG");

        try (TrainerProcessPool pool = TrainerFixture.pool(scratch, 1, 2_000_000_000, environment)) {
            pool.warmUp();
            long pid = awaitProcesses(1);

            assertThat(TrainerFixture.ofProcess(pid, "environ"))
                    .contains("MF_LOG_LEVEL=DEBUG")
                    .doesNotContain("PASSWORD", "AWS", "correct-horse", "battery-staple", "JAVA_TOOL_OPTIONS");
            assertThat(TrainerFixture.ofProcess(pid, "cmdline")).doesNotContain("correct-horse", "battery-staple");
        }
    }

    @Test
    void trainersEndWithTheirPoolAndLeaveNothing() {
        try (TrainerProcessPool pool = TrainerFixture.pool(scratch, 2)) {
            pool.warmUp();
            awaitProcesses(2);
        }

        assertThat(TrainerFixture.processes(scratch)).isEmpty();
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void trainersEndWithAKilledWorkerAndLeaveNothing() throws IOException {
        Process owner = new ProcessBuilder(ChildJvm.ofThisClassPath(TrainerPoolOwnerMain.class, scratch.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            awaitProcesses(2);
        } finally {
            owner.destroyForcibly();
        }

        await().atMost(TIMEOUT).untilAsserted(() -> {
            assertThat(TrainerFixture.processes(scratch)).isEmpty();
            assertThat(scratch).isEmptyDirectory();
        });
    }

    @Test
    void theKernelIsAskedToEndATrainerBeforeTheWorker() {
        try (TrainerProcessPool pool = TrainerFixture.pool(scratch, 1)) {
            pool.warmUp();
            long pid = awaitProcesses(1);

            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(TrainerFixture.ofProcess(pid, "oom_score_adj")
                                    .strip())
                            .isEqualTo("500"));
        }
    }

    @Test
    void aTrainerThatStandsStillIsReplacedByOneThatBeginsTheBuild() throws Exception {
        TrainerProcessSettings settings = TrainerFixture.settings(scratch, 1, 2_000_000_000, System.getenv())
                .startingWithin(Duration.ofSeconds(30));
        try (TrainerProcessPool pool = TrainerFixture.pool(settings)) {
            pool.warmUp();
            long standing = awaitProcesses(1);
            assertThat(new ProcessBuilder("kill", "-STOP", String.valueOf(standing))
                            .start()
                            .waitFor())
                    .isZero();

            try (BuildExecution build = pool.start(BuildSpecFixture.ofRows(100), () -> true, ProgressListener.none())) {
                assertThat(build).isNotNull();
                assertThat(awaitProcesses(1)).isNotEqualTo(standing);
            }
        }
    }

    /** The pid of one of them. */
    private long awaitProcesses(int count) {
        await().atMost(TIMEOUT).until(() -> TrainerFixture.processes(scratch).size() == count);
        return TrainerFixture.processes(scratch).get(0).pid();
    }
}
