package io.modelfactory.worker.model;

/**
 * How many rows are given contributions: all that are wanted of a usual model, fewer of one whose trees are many and
 * deep, so that they cost about a second.
 */
public final class ContributionBudget {
    private static final long MAX_COST = 500_000_000L;
    private static final int MIN_ROWS = 16;

    private ContributionBudget() {}

    /** @param wanted rows */
    public static int rows(ModelStructure model, int wanted) {
        long affordable = Math.max(MIN_ROWS, MAX_COST / Math.max(1, model.contributionCost()));
        return (int) Math.min(wanted, affordable);
    }
}
