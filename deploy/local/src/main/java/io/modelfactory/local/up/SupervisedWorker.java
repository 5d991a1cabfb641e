package io.modelfactory.local.up;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The worker of a background platform: a process of its own, started again by its owner when it has died. */
final class SupervisedWorker implements AutoCloseable {
    /** The worker's own grace period, and what it may take longer while a server does not answer. */
    private static final long STOP_SECONDS = 32;

    private final WorkerCommand command;
    private final PlatformFolder folder;
    private final URI health;
    private Optional<Process> process = Optional.empty();
    private int starts;
    private boolean closed;

    SupervisedWorker(WorkerCommand command, PlatformFolder folder, URI health) {
        this.command = command;
        this.folder = folder;
        this.health = health;
    }

    /** Starts it, unless it was closed. */
    synchronized void start() {
        if (closed) {
            return;
        }
        List<String> line = new ArrayList<>(command.line());
        line.addAll(List.of("worker", "run", "--profile", folder.profile().toString()));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(command.home().toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.workerLog().toFile()));
        try {
            Process started = builder.start();
            started.getOutputStream().close();
            process = Optional.of(started);
            starts++;
        } catch (IOException e) {
            throw new UpException("the worker does not start: " + e.getMessage(), e);
        }
    }

    synchronized boolean isAlive() {
        return process.filter(Process::isAlive).isPresent();
    }

    /** Present once the worker has ended. */
    synchronized Optional<Integer> exitCode() {
        return process.filter(started -> !started.isAlive()).map(Process::exitValue);
    }

    synchronized PlatformState.WorkerProcess describe() {
        return process.map(started -> new PlatformState.WorkerProcess(
                        started.pid(), started.info().startInstant().orElse(Instant.EPOCH), starts))
                .orElse(PlatformState.WorkerProcess.NONE);
    }

    /** Whether it takes requests. */
    boolean isReady() {
        return HttpProbe.get(health).ok();
    }

    /** Stops the worker for good; kills it if it does not end in time. */
    @Override
    public void close() {
        Optional<Process> running;
        synchronized (this) {
            closed = true;
            running = process;
        }
        running.ifPresent(started -> stop(started.toHandle(), Duration.ofSeconds(STOP_SECONDS)));
    }

    /** Asks a process to end, and kills it if it has not after that time. */
    static boolean stop(ProcessHandle handle, Duration atMost) {
        handle.destroy();
        try {
            handle.onExit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            handle.destroyForcibly();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            handle.destroyForcibly();
            handle.onExit().join();
            return false;
        }
    }
}
