package io.modelfactory.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The long-lived worker. */
final class DemoWorkerProcess implements AutoCloseable {
    private static final String READY = "worker ready";
    private static final long STOP_SECONDS = 15;

    private final Process process;
    private final Path log;

    private DemoWorkerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static DemoWorkerProcess start(WorkerJar jar, Path log) {
        return new DemoWorkerProcess(jar.start(log, List.of("worker", "run"), List.of()), log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Present once the worker has logged that it takes requests. */
    Optional<Path> readiness() {
        try {
            return Files.readString(log).contains(READY) ? Optional.of(log) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the worker's log cannot be read: " + log, e);
        }
    }

    /** Stops the worker; kills it if it does not end in time. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
