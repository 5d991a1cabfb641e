package io.modelfactory.worker.training.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.training.ChildEnvironment;
import io.modelfactory.worker.training.TemporaryFolder;
import io.modelfactory.worker.training.process.child.BuildCommand;
import io.modelfactory.worker.training.process.child.BuildReply;
import io.modelfactory.worker.training.process.child.BuildStep;
import io.modelfactory.worker.training.process.child.JsonSeqCodec;
import io.modelfactory.worker.training.process.child.ProgressMessage;
import io.modelfactory.worker.training.process.child.TrainerMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One trainer process, seen from outside. Does one step at a time. */
final class TrainerProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerProcess.class);
    private static final long POLL_MILLIS = 250;
    private static final long EXIT_TIMEOUT_SECONDS = 10;
    private static final Duration UNLIMITED = Duration.ofNanos(Long.MAX_VALUE);

    private final Process process;
    private final TemporaryFolder folder;
    private final TrainerProcessLog log;
    private final BlockingQueue<Optional<BuildReply>> replies = new LinkedBlockingQueue<>();
    private volatile boolean killed;
    private volatile ProgressListener progress = ProgressListener.none();

    private TrainerProcess(Process process, TemporaryFolder folder) {
        this.process = process;
        this.folder = folder;
        this.log = new TrainerProcessLog(process.pid());
    }

    /** Returns at once; the process gets ready by itself. */
    static TrainerProcess start(TrainerProcessSettings settings) {
        TemporaryFolder home = TemporaryFolder.create(settings.scratch(), "trainer-");
        ProcessBuilder builder = new ProcessBuilder(TrainerCommandLine.of(settings, home.path()));
        builder.environment().clear();
        builder.environment().putAll(ChildEnvironment.of(settings.environment()));
        try {
            TrainerProcess started = new TrainerProcess(builder.start(), home);
            started.startReaders();
            return started;
        } catch (IOException e) {
            home.close();
            throw new TransientFaultException("no trainer process can be started", e);
        }
    }

    private void startReaders() {
        daemon("trainer-replies", () -> {
            readReplies(process.inputReader());
            replies.add(Optional.empty());
        });
        daemon("trainer-log", () -> log.copyToWorkerLog(process.errorReader()));
    }

    private static void daemon(String name, Runnable work) {
        BasicThreadFactory.builder()
                .namingPattern(name)
                .daemon()
                .build()
                .newThread(work)
                .start();
    }

    private void readReplies(BufferedReader lines) {
        try (lines) {
            Optional<String> line = Optional.ofNullable(lines.readLine());
            while (line.isPresent()) {
                JsonSeqCodec.read(line.get(), TrainerMessage.class).ifPresent(this::receive);
                line = Optional.ofNullable(lines.readLine());
            }
        } catch (IOException ended) {
            LOG.debug("trainer process {} has closed its output", process.pid(), ended);
        }
    }

    private void receive(TrainerMessage message) {
        if (message instanceof BuildReply reply) {
            replies.add(Optional.of(reply));
        } else if (message instanceof ProgressMessage report) {
            report.progress().reportTo(progress);
        }
    }

    /** Has this listener told how far builds have come, from now on; on a thread of this class. */
    void reportTo(ProgressListener listener) {
        progress = listener;
    }

    /** A folder of this process alone, deleted when the process has ended. */
    Path folder() {
        return folder.path();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    TrainerProcessLog log() {
        return log;
    }

    /**
     * Has a step done, and throws what it throws.
     *
     * @param wanted asked now and then; the process is ended if it is not
     * @throws AttemptFailedException if the process dies of it
     * @throws TransientFaultException if it was not wanted any more, or this thread was interrupted
     */
    JsonNode execute(BuildCommand command, BooleanSupplier wanted) {
        return execute(command, wanted, UNLIMITED);
    }

    /**
     * The same, of a step that takes no longer than this unless the process stands still.
     *
     * @throws AttemptFailedException if it does; the process is ended
     */
    JsonNode execute(BuildCommand command, BooleanSupplier wanted, Duration atMost) {
        try {
            JsonSeqCodec.write(process.getOutputStream(), command);
        } catch (IOException dead) {
            LOG.debug("trainer process {} has closed its input", process.pid(), dead);
        }
        try {
            Optional<BuildReply> reply = awaitReply(command.step(), wanted, atMost);
            return reply.orElseThrow(() -> new AttemptFailedException(
                            "the trainer process died in step " + command.step() + ": " + describeExit()))
                    .result();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw killBecause("the worker stops", stop);
        }
    }

    private Optional<BuildReply> awaitReply(BuildStep step, BooleanSupplier wanted, Duration atMost)
            throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            Optional<Optional<BuildReply>> reply =
                    Optional.ofNullable(replies.poll(POLL_MILLIS, TimeUnit.MILLISECONDS));
            if (reply.isPresent()) {
                return reply.get();
            }
            if (!wanted.getAsBoolean()) {
                throw killBecause("the run is not this worker's any more", new IllegalStateException("unwanted"));
            }
            if (System.nanoTime() - begun > atMost.toNanos()) {
                kill();
                throw new AttemptFailedException("step " + step + " was not done within " + atMost);
            }
        }
    }

    private TransientFaultException killBecause(String why, Exception cause) {
        kill();
        return new TransientFaultException("the trainer process was ended: " + why, cause);
    }

    /** How the process ended, from its exit code and its last output. */
    private String describeExit() {
        try {
            if (!process.waitFor(EXIT_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                kill();
                return "it closed its output but did not exit";
            }
            String words =
                    log.lastOutput().map(last -> " (" + last.strip() + ")").orElse("");
            return ExitReason.of(process.exitValue()) + words;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return "the worker was stopped before its exit code was known";
        }
    }

    /** Ends the process, whatever it is doing. */
    void kill() {
        killed = true;
        process.destroyForcibly();
    }

    boolean isKilled() {
        return killed;
    }

    /** Ends the process, and deletes its files. */
    @Override
    public void close() {
        kill();
        awaitExit();
        folder.close();
    }

    /** Also in a thread that was interrupted: what a process still writes to cannot be deleted. */
    private void awaitExit() {
        boolean interrupted = Thread.interrupted();
        try {
            if (!process.waitFor(EXIT_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "trainer process {} has not ended {} s after it was killed",
                        process.pid(),
                        EXIT_TIMEOUT_SECONDS);
            }
        } catch (InterruptedException again) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
