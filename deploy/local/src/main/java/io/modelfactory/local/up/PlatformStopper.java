package io.modelfactory.local.up;

import io.modelfactory.local.EmbeddedDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Ends a background platform and what a killed one has left running. */
final class PlatformStopper {
    private static final Duration WORKER_STOP_TIMEOUT = Duration.ofSeconds(32);
    private static final Duration STATE_TIMEOUT = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 100;

    /** The system's notion of when a process began may change by this much when the clock is set. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(5);

    private final PlatformFolder folder;
    private final Path publicStateFile;

    PlatformStopper(PlatformFolder folder, Path publicStateFile) {
        this.folder = folder;
        this.publicStateFile = publicStateFile;
    }

    /** How it ended. */
    enum StopOutcome {
        NOT_RUNNING,
        /** Processes of a platform that had been killed. */
        REMAINS_STOPPED,
        STOPPED,
        /** It took longer than it may. */
        KILLED
    }

    /** @throws UpException if the folder is held by a process that is no background platform */
    StopOutcome stop(Duration atMost) {
        if (!folder.isInUse()) {
            boolean remains = stopRemains(folder);
            StatePublisher.delete(folder, publicStateFile);
            return remains ? StopOutcome.REMAINS_STOPPED : StopOutcome.NOT_RUNNING;
        }
        // A platform that stops deletes its state file first.
        Optional<PlatformState> state = stateOfUser();
        if (state.isPresent()) {
            process(state.get()).destroy();
        }
        boolean inTime = awaitRelease(atMost);
        if (inTime) {
            state.ifPresent(PlatformStopper::awaitEnd);
        }
        if (!inTime && state.isEmpty()) {
            throw new UpException(
                    folder.root() + " is in use by a process that is no `up`, such as a demo: end that first");
        }
        if (!inTime) {
            process(state.orElseThrow()).destroyForcibly();
            awaitRelease(STATE_TIMEOUT);
        }
        state.flatMap(PlatformStopper::workerOf).ifPresent(PlatformStopper::stopWorker);
        stopRemains(folder);
        StatePublisher.delete(folder, publicStateFile);
        return inTime ? StopOutcome.STOPPED : StopOutcome.KILLED;
    }

    private Optional<PlatformState> stateOfUser() {
        long deadline = System.nanoTime() + STATE_TIMEOUT.toNanos();
        Optional<PlatformState> state = PlatformState.read(folder.stateFile());
        while (state.isEmpty() && folder.isInUse() && System.nanoTime() < deadline) {
            pause();
            state = PlatformState.read(folder.stateFile());
        }
        return state;
    }

    /** Which holds the folder's lock; a number in the file that another program has got is never signalled. */
    private ProcessHandle process(PlatformState state) {
        return ProcessHandle.of(state.pid())
                .filter(process -> process.info().command().orElse("java").contains("java"))
                .orElseThrow(() -> new UpException("process " + state.pid() + ", which " + folder.stateFile()
                        + " names, is not the one that holds " + folder.root() + ": end that by hand"));
    }

    /** The process has let go of the folder, and has only to end; it may remain as a zombie. */
    private static void awaitEnd(PlatformState state) {
        long deadline = System.nanoTime() + STATE_TIMEOUT.toNanos();
        while (ProcessHandle.of(state.pid()).filter(ProcessHandle::isAlive).isPresent()
                && System.nanoTime() < deadline) {
            pause();
        }
    }

    /** By the lock, not by the process: a container without an init process keeps ended processes. */
    private boolean awaitRelease(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (folder.isInUse()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause();
        }
        return true;
    }

    /**
     * Stops the worker and the database that a killed platform has left.
     *
     * @return whether there was one of them
     */
    static boolean stopRemains(PlatformFolder folder) {
        Optional<ProcessHandle> worker = orphanedWorker(folder);
        worker.ifPresent(PlatformStopper::stopWorker);
        boolean server = EmbeddedDatabase.stopOrphan(folder.root());
        return worker.isPresent() || server;
    }

    private static void stopWorker(ProcessHandle worker) {
        SupervisedWorker.stop(worker, WORKER_STOP_TIMEOUT);
    }

    /** The worker that a killed platform has left; another process may meanwhile have its number. */
    static Optional<ProcessHandle> orphanedWorker(PlatformFolder folder) {
        return PlatformState.read(folder.stateFile()).flatMap(PlatformStopper::workerOf);
    }

    static Optional<ProcessHandle> workerOf(PlatformState state) {
        return ProcessHandle.of(state.worker().pid())
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .filter(start -> Duration.between(start, state.worker().startedAt())
                                        .abs()
                                        .compareTo(START_TOLERANCE)
                                <= 0)
                        .isPresent());
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpException("interrupted", e);
        }
    }
}
