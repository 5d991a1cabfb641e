package io.modelfactory.worker.app.worker;

import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The loops of one worker, each on a thread of its own. */
final class WorkerThreads {
    private final List<Thread> threads = new ArrayList<>();
    private final List<Runnable> stops = new ArrayList<>();
    private final UncaughtExceptionHandler onThreadDeath;

    /** @param onThreadDeath called when a loop ends by an unexpected error */
    WorkerThreads(UncaughtExceptionHandler onThreadDeath) {
        this.onThreadDeath = onThreadDeath;
    }

    /** @param stop has the loop end soon */
    Thread start(String name, Runnable loop, Runnable stop) {
        Thread thread = new Thread(loop, name);
        thread.setUncaughtExceptionHandler(onThreadDeath);
        threads.add(thread);
        stops.add(stop);
        thread.start();
        return thread;
    }

    /** Stops all of them, and waits for them no longer than this altogether. */
    void stop(Duration atMost) throws InterruptedException {
        stops.forEach(Runnable::run);
        long end = System.nanoTime() + atMost.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        }
    }
}
