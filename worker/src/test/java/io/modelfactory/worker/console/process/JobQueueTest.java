package io.modelfactory.worker.console.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobQueueTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final BlockingQueue<JobStatus> ended = new LinkedBlockingQueue<>();
    private JobQueue queue = new JobQueue(LONG, Clock.systemUTC());

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void whatAProcessWritesAndHowItEndsIsKept() throws Exception {
        submit("good", "echo one; echo two >&2; printf 'b\\033[31mold\\n'");
        submit("bad", "echo three; exit 3");

        assertThat(end()).satisfies(good -> {
            assertThat(good.state()).isEqualTo(JobState.DONE);
            assertThat(good.output()).containsExactly("one", "two", "b [31mold");
            assertThat(good.endedAt()).isPresent();
        });
        assertThat(end().state()).isEqualTo(JobState.FAILED);
        assertThat(queue.all()).extracting(JobStatus::id).containsExactly("bad", "good");
    }

    @Test
    void oneJobRunsAtATime() throws Exception {
        Path running = folder.resolve("running");
        String alone = "mkdir %s || exit 7; sleep 0.2; rmdir %s".formatted(running, running);
        for (int i = 0; i < 4; i++) {
            submit("job" + i, alone);
        }

        for (int i = 0; i < 4; i++) {
            assertThat(end().state()).isEqualTo(JobState.DONE);
        }
    }

    @Test
    void aJobThatIsCancelledEndsWithAllThatItStarted() throws Exception {
        Path pid = folder.resolve("pid");
        submit("endless", "sleep 1000 & echo $! > " + pid + ".new; mv " + pid + ".new " + pid + "; wait");
        await().until(() -> Files.exists(pid));
        long child = Long.parseLong(Files.readString(pid).strip());

        assertThat(queue.cancel("endless")).isTrue();

        assertThat(end().state()).isEqualTo(JobState.CANCELLED);
        await().until(() ->
                ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
        assertThat(queue.cancel("endless")).isFalse();
        assertThat(queue.cancel("unknown")).isFalse();
    }

    @Test
    void aJobThatIsCancelledWhileItWaitsIsNeverStarted() throws Exception {
        Path trace = folder.resolve("trace");
        Path go = folder.resolve("go");
        submit("first", "while [ ! -e " + go + " ]; do sleep 0.05; done");
        submit("second", "touch " + trace);

        assertThat(queue.cancel("second")).isTrue();
        Files.createFile(go);

        assertThat(end().state()).isEqualTo(JobState.DONE);
        assertThat(end()).satisfies(second -> {
            assertThat(second.state()).isEqualTo(JobState.CANCELLED);
            assertThat(second.startedAt()).isEmpty();
        });
        assertThat(trace).doesNotExist();
    }

    @Test
    void aJobThatTakesTooLongIsEnded() throws Exception {
        queue.close();
        queue = new JobQueue(Duration.ofMillis(100), Clock.systemUTC());
        submit("endless", "sleep 1000");

        assertThat(end().state()).isEqualTo(JobState.TIMED_OUT);
    }

    @Test
    void aProgramThatIsNotThereIsAFailureThatSaysSo() throws Exception {
        queue.submit("none", new JobRequest("verify", "x", "HUMAN::ada", List.of("/no/such/program")), ended::add);

        assertThat(end()).satisfies(status -> {
            assertThat(status.state()).isEqualTo(JobState.FAILED);
            assertThat(status.output()).singleElement().asString().contains("cannot be started");
        });
    }

    @Test
    void anOutputIsKeptInPart() throws Exception {
        submit("loud", "seq 1 5000; printf '%5000s\\n' x");

        assertThat(end().output())
                .hasSize(OutputTail.MAX_LINES)
                .contains("5000")
                .doesNotContain("1")
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(OutputTail.MAX_CHARS + 10));
    }

    @Test
    void aQueueTakesNoMoreThanItCanRemember() {
        submit("endless", "sleep 1000");
        for (int i = 1; i < JobQueue.MAX_WAITING; i++) {
            assertThat(queue.isFull()).isFalse();
            submit("job" + i, "true");
        }

        assertThat(queue.isFull()).isTrue();
    }

    private void submit(String id, String script) {
        queue.submit(id, new JobRequest("verify", "tr_1", "HUMAN::ada", List.of("/bin/sh", "-c", script)), ended::add);
    }

    private JobStatus end() throws InterruptedException {
        JobStatus status = ended.poll(60, TimeUnit.SECONDS);
        assertThat(status).isNotNull();
        return Objects.requireNonNull(status);
    }
}
