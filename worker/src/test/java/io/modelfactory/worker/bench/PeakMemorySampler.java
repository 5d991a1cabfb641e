package io.modelfactory.worker.bench;

import java.io.UncheckedIOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The most memory that this process and its children have taken together; a child that is gone by then is counted too.
 */
final class PeakMemorySampler implements AutoCloseable {
    private static final long INTERVAL_MS = 50;

    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
    private double peak;

    private PeakMemorySampler() {}

    @SuppressWarnings("FutureReturnValueIgnored") // what can end the schedule is met again by megabytes()
    static PeakMemorySampler start() {
        PeakMemorySampler memory = new PeakMemorySampler();
        memory.sampler.scheduleWithFixedDelay(memory::sample, 0, INTERVAL_MS, TimeUnit.MILLISECONDS);
        return memory;
    }

    /** So far. */
    synchronized double megabytes() {
        sample();
        return peak;
    }

    private synchronized void sample() {
        try {
            peak = Math.max(peak, BenchHost.peakMemoryWithChildren(ProcessHandle.current()));
        } catch (UncheckedIOException gone) {
            // A child has ended between being listed and being looked at; the next look sees who is left.
            return;
        }
    }

    @Override
    public void close() {
        sampler.shutdownNow();
    }
}
