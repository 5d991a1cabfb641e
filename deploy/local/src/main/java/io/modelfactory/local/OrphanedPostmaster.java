package io.modelfactory.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    /** A server notes its start a moment after it began, and the system's own answer moves when the clock is set. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(30);

    private OrphanedPostmaster() {}

    /** Whether there was one. */
    static boolean stop(Path cluster) {
        Optional<ProcessHandle> orphan = find(cluster);
        orphan.ifPresent(OrphanedPostmaster::stop);
        return orphan.isPresent();
    }

    static Optional<ProcessHandle> find(Path cluster) {
        Path pidFile = cluster.resolve("postmaster.pid");
        return Files.exists(pidFile) ? process(pidFile) : Optional.empty();
    }

    /**
     * The process id is the file's first line, the epoch second of the start its third. After a reboot the id may
     * belong to another program, or to another PostgreSQL.
     */
    private static Optional<ProcessHandle> process(Path pidFile) {
        try {
            List<String> lines = Files.readAllLines(pidFile);
            long pid = Long.parseLong(lines.get(0).strip());
            Instant started = Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip()));
            return ProcessHandle.of(pid)
                    .filter(process -> process.info().command().orElse("").contains("postgres"))
                    .filter(process -> process.info()
                            .startInstant()
                            .map(start -> Duration.between(start, started).abs().compareTo(START_TOLERANCE) <= 0)
                            .orElse(true));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
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
