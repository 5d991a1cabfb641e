package io.modelfactory.worker.execution;

import java.time.Duration;

/** Wakes threads that wait for work. A thread that notes the rings before it looks for work cannot miss one meanwhile. */
final class WakeSignal {
    private long signalCount;

    synchronized long signalCount() {
        return signalCount;
    }

    synchronized void signal() {
        signalCount++;
        notifyAll();
    }

    /** Returns once the bell has rung since then, or after that long. */
    synchronized void await(long heard, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); signalCount == heard && left > 0; left = end - System.nanoTime()) {
            // Rounded up: a wait of no milliseconds would never end.
            wait(left / 1_000_000 + 1);
        }
    }
}
