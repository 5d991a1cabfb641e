package io.modelfactory.worker.execution;

import java.time.Duration;

/**
 * How long a run waits to be claimed again after a fault or a retryable failure: {@code retry_backoff_seconds}, doubled
 * with each one in a row, at most 64 times as long. Failures in a row are counted per run, faults per worker.
 *
 * @param first the shortest delay
 */
record RetryBackoff(Duration first) {
    static final int MAX_DOUBLINGS = 6;

    /** @param earlier failures or faults in a row before this one */
    Duration delayAfter(int earlier) {
        return first.multipliedBy(1L << Math.min(earlier, MAX_DOUBLINGS));
    }
}
