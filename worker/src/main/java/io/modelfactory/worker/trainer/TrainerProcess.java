package io.modelfactory.worker.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.build.WorkFolder;
import io.modelfactory.worker.failure.AttemptSpentException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.trainer.child.Command;
import io.modelfactory.worker.trainer.child.Reply;
import io.modelfactory.worker.trainer.child.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One trainer process, seen from outside. Does one step at a time. */
final class TrainerProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerProcess.class);
    private static final long LOOK_AROUND_MILLIS = 250;
    private static final long END_SECONDS = 10;

    private final Process process;
    private final WorkFolder home;
    private final ProcessLog log;
    private final BlockingQueue<Optional<Reply>> replies = new LinkedBlockingQueue<>();
    private volatile boolean dismissed;

    private TrainerProcess(Process process, WorkFolder home) {
        this.process = process;
        this.home = home;
        this.log = new ProcessLog(process.pid());
    }

    /** Returns at once; the process gets ready by itself. */
    static TrainerProcess start(TrainerSettings settings) {
        WorkFolder home = WorkFolder.create(settings.scratch(), "trainer-");
        ProcessBuilder builder = new ProcessBuilder(ChildCommand.of(settings, home.path()));
        builder.environment().clear();
        builder.environment().putAll(ChildEnvironment.of(settings.environment()));
        try {
            TrainerProcess started = new TrainerProcess(builder.start(), home);
            started.listen();
            return started;
        } catch (IOException e) {
            home.close();
            throw new TransientFaultException("no trainer process can be started", e);
        }
    }

    private void listen() {
        daemon("trainer-replies", () -> {
            readReplies(process.inputReader());
            replies.add(Optional.empty());
        });
        daemon("trainer-log", () -> log.follow(process.errorReader()));
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void readReplies(BufferedReader lines) {
        try (lines) {
            Optional<String> line = Optional.ofNullable(lines.readLine());
            while (line.isPresent()) {
                Optional<Reply> reply = Wire.read(line.get(), Reply.class);
                reply.ifPresent(known -> replies.add(Optional.of(known)));
                line = Optional.ofNullable(lines.readLine());
            }
        } catch (IOException ended) {
            LOG.debug("trainer process {} is silent", process.pid(), ended);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    ProcessLog log() {
        return log;
    }

    /**
     * Has a step done, and throws what it throws.
     *
     * @param wanted asked now and then; the process is ended if it is not
     * @throws AttemptSpentException if the process dies of it
     * @throws TransientFaultException if it was not wanted any more, or this thread was interrupted
     */
    JsonNode call(Command command, BooleanSupplier wanted) {
        try {
            Wire.write(process.getOutputStream(), command);
        } catch (IOException dead) {
            LOG.debug("trainer process {} does not listen", process.pid(), dead);
        }
        try {
            Optional<Reply> reply = await(wanted);
            return reply.orElseThrow(() -> new AttemptSpentException(
                            "the trainer process died in step " + command.step() + ": " + epitaph()))
                    .result();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw dismissed("the worker stops", stop);
        }
    }

    private Optional<Reply> await(BooleanSupplier wanted) throws InterruptedException {
        while (true) {
            Optional<Optional<Reply>> reply =
                    Optional.ofNullable(replies.poll(LOOK_AROUND_MILLIS, TimeUnit.MILLISECONDS));
            if (reply.isPresent()) {
                return reply.get();
            }
            if (!wanted.getAsBoolean()) {
                throw dismissed("the run is not this worker's any more", new IllegalStateException("unwanted"));
            }
        }
    }

    private TransientFaultException dismissed(String why, Exception cause) {
        dismiss();
        return new TransientFaultException("the trainer process was ended: " + why, cause);
    }

    /** How the process ended, from its exit code and its last words. */
    private String epitaph() {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                dismiss();
                return "it closed its output and lives on";
            }
            String words =
                    log.lastWords().map(last -> " (" + last.strip() + ")").orElse("");
            return ExitReason.of(process.exitValue()) + words;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return "nobody waited to see how";
        }
    }

    /** Ends the process wherever it is. */
    void dismiss() {
        dismissed = true;
        process.destroyForcibly();
    }

    boolean isDismissed() {
        return dismissed;
    }

    /** Ends the process, and takes away what it leaves. */
    @Override
    public void close() {
        dismiss();
        awaitEnd();
        home.close();
    }

    /** Also in a thread that was interrupted: what a process still writes to cannot be deleted. */
    private void awaitEnd() {
        boolean interrupted = Thread.interrupted();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("trainer process {} does not end", process.pid());
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
