package io.modelfactory.worker.console.page;

import java.time.Duration;

/**
 * How long it takes to make a page: the lesser of the last two times, of which one may have waited for something else.
 *
 * @param nanos the lesser
 * @param last time, in nanoseconds
 */
record PageCost(long nanos, long last) {
    private static final long USUAL_NANOS = Duration.ofMillis(10).toNanos();

    /** The first time, which includes what is done once, counts no more than is usual. */
    static final PageCost UNKNOWN = new PageCost(USUAL_NANOS, USUAL_NANOS);

    PageCost after(long took) {
        return new PageCost(Math.min(took, last), took);
    }
}
