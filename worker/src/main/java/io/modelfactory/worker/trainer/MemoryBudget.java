package io.modelfactory.worker.trainer;

import io.modelfactory.worker.build.BuildOrder;
import io.modelfactory.worker.failure.AttemptSpentException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory that builds share. Who comes first is served first, so that a large build is not kept waiting for ever by small
 * ones that would still fit.
 */
final class MemoryBudget {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);
    private static final long MB = 1 << 20;
    private static final long LOOK_AROUND_MILLIS = 250;

    private final long total;
    private final long heapBytes;
    private final WorkerMeters meters;
    private final Deque<Object> queue = new ArrayDeque<>();
    private long taken;

    MemoryBudget(long bytes, long heapBytes, WorkerMeters meters) {
        this.total = bytes;
        this.heapBytes = heapBytes;
        this.meters = meters;
    }

    /** Memory set aside for one build until it is closed. */
    interface Share extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits until there is room.
     *
     * @throws AttemptSpentException if the build needs more than there is at all; another worker may have it
     * @throws TransientFaultException if the build was not wanted any more, or this thread was interrupted
     */
    Share take(BuildOrder order, MemoryEstimate estimate, BooleanSupplier wanted) {
        requirePossible(order, estimate);
        long share = estimate.totalBytes();
        Object place = new Object();
        try {
            await(place, share, wanted);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new TransientFaultException("waited for memory: the worker stops", stop);
        } finally {
            leave(place);
        }
        return () -> giveBack(share);
    }

    private synchronized void await(Object place, long share, BooleanSupplier wanted) throws InterruptedException {
        queue.add(place);
        if (isToWait(place, share)) {
            meters.memoryAwaited();
            LOG.info("waits for {} MB of memory, of which {} are free", share / MB, (total - taken) / MB);
        }
        while (isToWait(place, share)) {
            wait(LOOK_AROUND_MILLIS);
            if (!wanted.getAsBoolean()) {
                throw new TransientFaultException(
                        "waited for memory: the run is not this worker's any more",
                        new IllegalStateException("unwanted"));
            }
        }
        taken += share;
    }

    private boolean isToWait(Object place, long share) {
        return !place.equals(queue.peek()) || taken + share > total;
    }

    private synchronized void leave(Object place) {
        queue.remove(place);
        notifyAll();
    }

    private synchronized void giveBack(long share) {
        taken -= share;
        notifyAll();
    }

    private void requirePossible(BuildOrder order, MemoryEstimate estimate) {
        boolean fits = estimate.totalBytes() <= total && estimate.heapBytes() <= heapBytes;
        if (!fits) {
            meters.memoryRefused();
            throw new AttemptSpentException(("%d rows of %d features need about %d MB, %d of them heap; this worker has"
                            + " %d MB for training (wiring.training.memory_budget), %d of them heap (wiring.training.heap)")
                    .formatted(
                            order.rows(),
                            order.columns(),
                            estimate.totalBytes() / MB,
                            estimate.heapBytes() / MB,
                            total / MB,
                            heapBytes / MB));
        }
    }

    /** Set aside for builds at work. */
    synchronized long takenBytes() {
        return taken;
    }

    long totalBytes() {
        return total;
    }
}
