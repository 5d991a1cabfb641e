package io.modelfactory.worker.model;

/**
 * A model that is ready to score rows. It may hold native memory until it is closed; it serves one thread at a time.
 */
public interface ModelScorer extends AutoCloseable {

    /** How many columns the rows must have. */
    int features();

    /**
     * The probability of the positive class, one per row, between 0 and 1. The same row has the same score, bit by bit,
     * whatever rows are beside it.
     *
     * @throws IllegalArgumentException if the rows have another number of columns than {@link #features}
     */
    float[] score(FeatureMatrix rows);

    @Override
    void close();
}
