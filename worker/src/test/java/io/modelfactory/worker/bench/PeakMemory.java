package io.modelfactory.worker.bench;

import java.io.UncheckedIOException;

/** The most memory that this process and its children have taken together; a child that is gone by then is counted too. */
final class PeakMemory implements AutoCloseable {
    private static final long EVERY_MS = 50;

    private final Thread watcher = new Thread(this::watchOn, "memory");
    private volatile double peak;

    private PeakMemory() {}

    static PeakMemory watch() {
        PeakMemory memory = new PeakMemory();
        memory.watcher.setDaemon(true);
        memory.watcher.start();
        return memory;
    }

    /** So far. */
    double megabytes() {
        look();
        return peak;
    }

    private void watchOn() {
        try {
            while (true) {
                look();
                Thread.sleep(EVERY_MS);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look() {
        try {
            peak = Math.max(peak, Machine.peakMemoryWithChildren(ProcessHandle.current()));
        } catch (UncheckedIOException gone) {
            // A child has ended between being listed and being looked at; the next look sees who is left.
            return;
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
        Threads.join(watcher);
    }
}
