package io.modelfactory.worker.training.process;

import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.BuildSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory that builds share. It is granted in the order of arrival, so that a large build is not kept waiting for
 * ever by small ones that would still fit.
 */
final class MemoryBudget {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);
    private static final long MB = 1 << 20;
    private static final long POLL_MILLIS = 250;

    private final long total;
    private final long heapBytes;
    private final WorkerMeters meters;
    private final Deque<Object> queue = new ArrayDeque<>();
    private long reserved;

    MemoryBudget(long bytes, long heapBytes, WorkerMeters meters) {
        this.total = bytes;
        this.heapBytes = heapBytes;
        this.meters = meters;
    }

    /** Memory reserved for one build until it is closed. */
    interface Reservation extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits until enough memory is free.
     *
     * @throws AttemptFailedException if the build needs more than there is at all; another worker may have it
     * @throws TransientFaultException if the build was not wanted any more, or this thread was interrupted
     */
    Reservation reserve(BuildSpec spec, MemoryEstimate estimate, BooleanSupplier wanted) {
        requireFits(spec, estimate);
        long share = estimate.totalBytes();
        Object place = new Object();
        try {
            await(spec.runKey(), place, share, wanted);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new TransientFaultException("waited for memory: the worker stops", stop);
        } finally {
            dequeue(place);
        }
        return () -> release(share);
    }

    private synchronized void await(String runKey, Object place, long share, BooleanSupplier wanted)
            throws InterruptedException {
        queue.add(place);
        if (mustWait(place, share)) {
            meters.memoryAwaited();
            LOG.info(
                    "the build of {} waits for {} MB of memory, {} MB are free",
                    runKey,
                    share / MB,
                    (total - reserved) / MB);
        }
        while (mustWait(place, share)) {
            wait(POLL_MILLIS);
            if (!wanted.getAsBoolean()) {
                throw new TransientFaultException(
                        "waited for memory: the run is not this worker's any more",
                        new IllegalStateException("unwanted"));
            }
        }
        reserved += share;
    }

    private boolean mustWait(Object place, long share) {
        return !place.equals(queue.peek()) || reserved + share > total;
    }

    private synchronized void dequeue(Object place) {
        queue.remove(place);
        notifyAll();
    }

    private synchronized void release(long share) {
        reserved -= share;
        notifyAll();
    }

    /** Whether a build may take so much, once no other takes anything. */
    boolean holds(MemoryEstimate estimate) {
        return estimate.totalBytes() <= total && estimate.heapBytes() <= heapBytes;
    }

    private void requireFits(BuildSpec spec, MemoryEstimate estimate) {
        if (!holds(estimate)) {
            meters.memoryRefused();
            throw new AttemptFailedException(
                    ("%d rows of %d features need about %d MB, %d of them heap; this worker has"
                                    + " %d MB for training (wiring.training.memory_budget), %d of them heap"
                                    + " (wiring.training.heap)")
                            .formatted(
                                    spec.rows(),
                                    spec.columns(),
                                    estimate.totalBytes() / MB,
                                    estimate.heapBytes() / MB,
                                    total / MB,
                                    heapBytes / MB));
        }
    }

    /** Reserved for the builds in progress. */
    synchronized long reservedBytes() {
        return reserved;
    }

    long totalBytes() {
        return total;
    }
}
