package io.modelfactory.worker.model;

/**
 * A model that can be opened: what holds for all of its scores, and what each feature adds to one. Everything here is
 * about the margin, the log-odds of the model's own score, before any calibration.
 */
public interface ModelStructure {

    /** Features that a row must have. */
    int features();

    /** How large the model is, and what a score costs. */
    ModelSize size();

    /**
     * Whether the margin never falls (or never rises) when one feature grows and all others stay, for all rows
     * whatsoever that have a value of it. Proven over the model, not tried on rows; a proof that is not found is
     * {@code false}.
     *
     * @param direction 1 for never falls, -1 for never rises
     */
    boolean isMonotone(int feature, int direction);

    /** Log-odds of the positive class, one a row, exactly as the model's own library computes them. */
    double[] margins(FeatureMatrix rows);

    /** Log-odds that everything else is added to. */
    float baseMargin();

    /** What the contributions of a row are added to. */
    double expectedMargin();

    /**
     * What each feature of each row adds to its margin: Shapley values, row by row, as many as the rows have columns. A
     * row's values and {@link #expectedMargin} add up to its margin, but for rounding in the sum.
     */
    double[][] contributions(FeatureMatrix rows);

    /** Roughly how many operations the contributions of a row take. */
    long contributionCost();

    /**
     * How much of the model some rows show.
     *
     * @param categories by feature how many codes there are, 0 for a number
     */
    SplitCoverage coverage(FeatureMatrix rows, int[] categories);

    /**
     * Rows made from the model alone that go both ways at its splits: at thresholds and just below them, with missing
     * values and with the greatest and least numbers. The same arguments give the same rows.
     *
     * @param categories by feature how many codes there are, 0 for a number
     * @param atMost rows; more only of trees so many and deep that it takes more to show 99 % of their splits
     */
    FeatureMatrix boundaryRows(int[] categories, int atMost, long seed);
}
