package io.modelfactory.worker.ledger;

/**
 * How claims share the workers out.
 *
 * @param maxPerScope runs that may be at work for one scope at the same time, by all workers together
 * @param maxPerPlatformRun runs of one platform run that may be, likewise
 * @param publishOnlyPriority at least this has a run that has only to be published
 */
public record ClaimLimits(int maxPerScope, int maxPerPlatformRun, int publishOnlyPriority) {
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    /** No limits, and every run as it comes. */
    public static final ClaimLimits UNLIMITED = new ClaimLimits(NO_LIMIT, NO_LIMIT, Integer.MIN_VALUE);

    public ClaimLimits {
        if (maxPerScope < 1 || maxPerPlatformRun < 1) {
            throw new IllegalArgumentException("a limit must leave room for one run");
        }
    }
}
