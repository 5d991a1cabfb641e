package io.modelfactory.worker.corridor;

import java.time.Duration;

/** Wakes threads that wait for work. A thread that notes the rings before it looks for work cannot miss one meanwhile. */
final class WorkBell {
    private long rings;

    synchronized long rings() {
        return rings;
    }

    synchronized void ring() {
        rings++;
        notifyAll();
    }

    /** Returns once the bell has rung since then, or after that long. */
    synchronized void await(long heard, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); rings == heard && left > 0; left = end - System.nanoTime()) {
            // Rounded up: a wait of no milliseconds would never end.
            wait(left / 1_000_000 + 1);
        }
    }
}
