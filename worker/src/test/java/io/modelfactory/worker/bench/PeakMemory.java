package io.modelfactory.worker.bench;

import java.io.UncheckedIOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The most memory that this process and its children have taken together; a child that is gone by then is counted too. */
final class PeakMemory implements AutoCloseable {
    private static final long EVERY_MS = 50;

    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor();
    private double peak;

    private PeakMemory() {}

    @SuppressWarnings("FutureReturnValueIgnored") // what can end the schedule is met again by megabytes()
    static PeakMemory watch() {
        PeakMemory memory = new PeakMemory();
        memory.watcher.scheduleWithFixedDelay(memory::look, 0, EVERY_MS, TimeUnit.MILLISECONDS);
        return memory;
    }

    /** So far. */
    synchronized double megabytes() {
        look();
        return peak;
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
        watcher.shutdownNow();
    }
}
