package io.modelfactory.worker.console.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One child process from its request to its end. */
final class Job {
    private static final File NO_INPUT = new File("/dev/null");

    private final String id;
    private final JobRequest request;
    private final Clock clock;
    private final Instant askedAt;
    private final OutputTail output = new OutputTail();
    private JobState state = JobState.WAITING;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    private @Nullable Process process;

    Job(String id, JobRequest request, Clock clock) {
        this.id = id;
        this.request = request;
        this.clock = clock;
        this.askedAt = clock.instant();
    }

    String id() {
        return id;
    }

    /** Runs the process to its end, unless the job was ended before. */
    void run(Duration timeout) {
        Optional<Process> started = start();
        if (started.isEmpty()) {
            return;
        }
        Process child = started.get();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        ScheduledFuture<?> end =
                timer.schedule(() -> end(JobState.TIMED_OUT), timeout.toMillis(), TimeUnit.MILLISECONDS);
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!request.results().test(line)) {
                    output.add(line);
                }
            }
            over(child.waitFor() == 0 ? JobState.DONE : JobState.FAILED);
        } catch (IOException closed) {
            over(JobState.FAILED);
        } catch (InterruptedException stopped) {
            over(JobState.CANCELLED);
            Thread.currentThread().interrupt();
        } finally {
            end.cancel(false);
            timer.shutdownNow();
            destroy(child);
        }
    }

    private synchronized Optional<Process> start() {
        if (state != JobState.WAITING) {
            return Optional.empty();
        }
        startedAt = clock.instant();
        try {
            Process started = new ProcessBuilder(request.commandLine())
                    .redirectErrorStream(true)
                    .redirectInput(NO_INPUT)
                    .start();
            process = started;
            state = JobState.RUNNING;
            return Optional.of(started);
        } catch (IOException e) {
            output.add("the process cannot be started: " + e.getMessage());
            over(JobState.FAILED);
            return Optional.empty();
        }
    }

    /** Ends the job, whether it waits or runs; false if it was over already. */
    synchronized boolean end(JobState how) {
        if (state.isOver()) {
            return false;
        }
        over(how);
        Optional.ofNullable(process).ifPresent(Job::destroy);
        return true;
    }

    /** The first end counts. */
    private synchronized void over(JobState how) {
        if (!state.isOver()) {
            state = how;
            endedAt = clock.instant();
        }
    }

    /** With what it has started itself, such as trainers. */
    private static void destroy(Process child) {
        child.descendants().forEach(ProcessHandle::destroyForcibly);
        child.destroyForcibly();
    }

    synchronized JobStatus status() {
        return new JobStatus(
                id,
                request.kind(),
                request.subject(),
                request.principal(),
                state,
                askedAt,
                Optional.ofNullable(startedAt),
                Optional.ofNullable(endedAt),
                output.lines());
    }
}
