package io.modelfactory.worker.ledger.lease;

/**
 * How many runs may be at work at the same time.
 *
 * @param maxPerScope of one scope, by all workers together
 * @param maxPerPlatformRun of one platform run, likewise
 * @param publishOnlyPriority the least priority of a run that only has to be published
 */
public record ClaimLimits(int maxPerScope, int maxPerPlatformRun, int publishOnlyPriority) {
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    /** No limits, and no priority of its own for publishing. */
    public static final ClaimLimits UNLIMITED = new ClaimLimits(NO_LIMIT, NO_LIMIT, Integer.MIN_VALUE);

    public ClaimLimits {
        if (maxPerScope < 1 || maxPerPlatformRun < 1) {
            throw new IllegalArgumentException("maxPerScope and maxPerPlatformRun must be at least 1");
        }
    }
}
