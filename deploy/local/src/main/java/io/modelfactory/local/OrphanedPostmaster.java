package io.modelfactory.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Stops the PostgreSQL server that a killed JVM left behind on a data folder, so that the folder can be used again.
 * Callers hold the folder's lock: no living JVM can own that server.
 */
final class OrphanedPostmaster {
    private static final long STOP_SECONDS = 20;

    private OrphanedPostmaster() {}

    static void stop(Path cluster) {
        Path pidFile = cluster.resolve("postmaster.pid");
        if (Files.exists(pidFile)) {
            process(pidFile).ifPresent(OrphanedPostmaster::stop);
        }
    }

    /** The process id is the file's first line; it may meanwhile belong to a program that is not PostgreSQL. */
    private static Optional<ProcessHandle> process(Path pidFile) {
        try {
            String firstLine = Files.readAllLines(pidFile).stream().findFirst().orElse("");
            return ProcessHandle.of(Long.parseLong(firstLine.strip()))
                    .filter(process -> process.info().command().orElse("").contains("postgres"));
        } catch (IOException | NumberFormatException e) {
            throw new IllegalStateException(pidFile + " cannot be read: remove it if no PostgreSQL uses the folder", e);
        }
    }

    private static void stop(ProcessHandle postmaster) {
        requestFastShutdown(postmaster);
        try {
            postmaster.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            postmaster.destroyForcibly();
            postmaster.onExit().join();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot await the end of process " + postmaster.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while process " + postmaster.pid() + " was stopping", e);
        }
    }

    /** SIGINT disconnects clients that are still there; SIGTERM, all that Java itself can send, would wait for them. */
    private static void requestFastShutdown(ProcessHandle postmaster) {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(postmaster.pid())).start();
        } catch (IOException e) {
            postmaster.destroy();
        }
    }
}
