package io.modelfactory.worker.evaluate;

import java.util.Arrays;

/**
 * Tells test rows from training rows: boosted trees over binned columns, small enough to cost next to nothing, on one
 * thread, so that their bits depend on the rows alone. Gradients and leaves are those of the logistic loss: T. Chen, C.
 * Guestrin, XGBoost, KDD 2016, 2.2.
 */
final class TwoSampleClassifier {
    static final int TREES = 20;
    static final int DEPTH = 3;
    private static final double LEARNING_RATE = 0.3;
    private static final double REGULARIZATION = 1;

    private final byte[][] columns;
    private final int[] binCounts;
    private final boolean[] fromTest;
    private final boolean[] fitted;
    private final double[] margins;
    private final double[] gradients;
    private final double[] hessians;
    private final int[] nodes;

    /**
     * @param columns bins, by column and row
     * @param binCounts of the columns
     * @param fromTest whether a row is a test row
     * @param fitted whether a row is learnt from; the others are only scored
     */
    TwoSampleClassifier(byte[][] columns, int[] binCounts, boolean[] fromTest, boolean[] fitted) {
        this.columns = columns;
        this.binCounts = binCounts;
        this.fromTest = fromTest;
        this.fitted = fitted;
        this.margins = new double[fromTest.length];
        this.gradients = new double[fromTest.length];
        this.hessians = new double[fromTest.length];
        this.nodes = new int[fromTest.length];
    }

    /** The chance of each row to be a test row. */
    float[] scores() {
        for (int tree = 0; tree < TREES; tree++) {
            for (int row = 0; row < margins.length; row++) {
                double p = probability(margins[row]);
                gradients[row] = p - (fromTest[row] ? 1 : 0);
                hessians[row] = p * (1 - p);
            }
            grow();
        }
        float[] scores = new float[margins.length];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = (float) probability(margins[row]);
        }
        return scores;
    }

    private static double probability(double margin) {
        return 1 / (1 + StrictMath.exp(-margin));
    }

    private void grow() {
        Arrays.fill(nodes, 0);
        for (int level = 0; level < DEPTH; level++) {
            divide(1 << level);
        }
        double[] gradientSums = new double[1 << DEPTH];
        double[] hessianSums = new double[1 << DEPTH];
        for (int row = 0; row < nodes.length; row++) {
            if (fitted[row]) {
                gradientSums[nodes[row]] += gradients[row];
                hessianSums[nodes[row]] += hessians[row];
            }
        }
        for (int row = 0; row < nodes.length; row++) {
            int leaf = nodes[row];
            margins[row] -= LEARNING_RATE * gradientSums[leaf] / (hessianSums[leaf] + REGULARIZATION);
        }
    }

    /** Divides each node at the bin that gains most; a node where none gains sends all rows to its first child. */
    private void divide(int count) {
        int[] splitColumn = new int[count];
        int[] splitBin = new int[count];
        double[] gain = new double[count];
        Arrays.fill(splitColumn, -1);
        for (int column = 0; column < columns.length; column++) {
            double[][] sums = sums(column, count);
            for (int node = 0; node < count; node++) {
                findSplit(column, node, sums, gain, splitColumn, splitBin);
            }
        }
        for (int row = 0; row < nodes.length; row++) {
            int node = nodes[row];
            boolean second = splitColumn[node] >= 0 && columns[splitColumn[node]][row] > splitBin[node];
            nodes[row] = 2 * node + (second ? 1 : 0);
        }
    }

    /** Gradients, and behind them hessians, by node and bin. */
    private double[][] sums(int column, int count) {
        int bins = binCounts[column];
        byte[] binOfRow = columns[column];
        double[][] sums = new double[count][2 * bins];
        for (int row = 0; row < nodes.length; row++) {
            if (fitted[row]) {
                sums[nodes[row]][binOfRow[row]] += gradients[row];
                sums[nodes[row]][bins + binOfRow[row]] += hessians[row];
            }
        }
        return sums;
    }

    private void findSplit(int column, int node, double[][] sums, double[] gain, int[] splitColumn, int[] splitBin) {
        int bins = binCounts[column];
        double gradientOfAll = 0;
        double hessianOfAll = 0;
        for (int bin = 0; bin < bins; bin++) {
            gradientOfAll += sums[node][bin];
            hessianOfAll += sums[node][bins + bin];
        }
        double gradient = 0;
        double hessian = 0;
        for (int bin = 0; bin < bins - 1; bin++) {
            gradient += sums[node][bin];
            hessian += sums[node][bins + bin];
            double found = quality(gradient, hessian)
                    + quality(gradientOfAll - gradient, hessianOfAll - hessian)
                    - quality(gradientOfAll, hessianOfAll);
            // The first of equal ones, so that nothing depends on rounding of what is the same.
            if (found > gain[node] + 1e-9) {
                gain[node] = found;
                splitColumn[node] = column;
                splitBin[node] = bin;
            }
        }
    }

    private static double quality(double gradient, double hessian) {
        return gradient * gradient / (hessian + REGULARIZATION);
    }
}
