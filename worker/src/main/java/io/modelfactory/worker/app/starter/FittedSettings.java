package io.modelfactory.worker.app.starter;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a starter profile sets by the size of a dataset. Fixed rules of thumb, which a user is expected to change.
 *
 * @param train share of the rows
 * @param validation share of the rows
 * @param test share of the rows
 * @param minimumPartPositives positives that each part must have
 * @param rounds of boosting
 * @param learningRate of each round
 * @param maxDepth of a tree
 * @param minimumAuc that guessing hardly reaches on so many test rows
 */
record FittedSettings(
        BigDecimal train,
        BigDecimal validation,
        BigDecimal test,
        long minimumPartPositives,
        int rounds,
        BigDecimal learningRate,
        int maxDepth,
        BigDecimal minimumAuc) {
    /** On fewer positives, a tenth of them would say little. */
    private static final long FEW_POSITIVES = 500;

    /** A few thousand rows carry no deep trees. */
    private static final long FEW_ROWS = 20_000;

    /** What a training profile asks for if it says nothing. */
    private static final long USUAL_PART_POSITIVES = 10;

    /** A part gets its share of the positives by chance, so no more than a third of it is asked for. */
    private static final double SAFE_SHARE = 1.0 / 3;

    private static final double TEST_SHARE = 0.2;
    private static final double GUESSING = 0.5;
    private static final BigDecimal LEAST_AUC = new BigDecimal("0.60");
    private static final BigDecimal GREATEST_AUC = new BigDecimal("0.90");

    /** Standard deviations that a random order exceeds once in several hundred times. */
    private static final double DEVIATIONS = 3;

    static FittedSettings of(StarterDataset dataset) {
        boolean few = dataset.positives() < FEW_POSITIVES;
        BigDecimal validation = new BigDecimal(few ? "0.2" : "0.1");
        BigDecimal train = new BigDecimal(few ? "0.6" : "0.7");
        boolean small = dataset.rows() < FEW_ROWS;
        long safe = (long) (dataset.positives() * validation.doubleValue() * SAFE_SHARE);
        return new FittedSettings(
                train,
                validation,
                BigDecimal.valueOf(TEST_SHARE),
                Math.max(1, Math.min(USUAL_PART_POSITIVES, safe)),
                small ? 150 : 300,
                new BigDecimal(small ? "0.05" : "0.1"),
                small ? 4 : 6,
                minimumAuc(dataset));
    }

    /**
     * A random order of p positives and n negatives has an AUC of mean 1/2 and variance (p + n + 1) / (12 p n), that of
     * the Mann-Whitney statistic (Mann and Whitney 1947).
     */
    private static BigDecimal minimumAuc(StarterDataset dataset) {
        double positives = Math.max(1, dataset.positives() * TEST_SHARE);
        double negatives = Math.max(1, (dataset.rows() - dataset.positives()) * TEST_SHARE);
        double deviation = Math.sqrt((positives + negatives + 1) / (12 * positives * negatives));
        return BigDecimal.valueOf(GUESSING + DEVIATIONS * deviation)
                .setScale(LEAST_AUC.scale(), RoundingMode.UP)
                .max(LEAST_AUC)
                .min(GREATEST_AUC)
                .stripTrailingZeros();
    }
}
