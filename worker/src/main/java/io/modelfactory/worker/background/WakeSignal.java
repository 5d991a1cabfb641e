package io.modelfactory.worker.background;

import java.time.Duration;

/** Wakes threads that wait for work. One that reads the count of signals before it looks for work misses none. */
public final class WakeSignal {
    private long signalCount;

    public synchronized long signalCount() {
        return signalCount;
    }

    public synchronized void signal() {
        signalCount++;
        notifyAll();
    }

    /** Returns once there were more signals than {@code seen}, or after {@code atMost}. */
    public synchronized void await(long seen, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); signalCount == seen && left > 0; left = end - System.nanoTime()) {
            // Rounded up: a wait of zero milliseconds would never end.
            wait(left / 1_000_000 + 1);
        }
    }
}
