package io.modelfactory.worker.evaluate.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
    /** No bin is above it. */
    private static final int NO_SPLIT = Byte.MAX_VALUE;

    private final int columns;
    /** Where the bins of a column begin among those of all columns, and behind the last one their number. */
    private final int[] firstBin;

    private final List<Tree> trees = new ArrayList<>(TREES);

    /** @param binCounts of the columns */
    private TwoSampleClassifier(int[] binCounts) {
        this.columns = binCounts.length;
        this.firstBin = new int[columns + 1];
        for (int column = 0; column < columns; column++) {
            firstBin[column + 1] = firstBin[column] + binCounts[column];
        }
    }

    /** By node, level by level: rows of a bin above the split's go to the second child. */
    private static final class Tree {
        private final int[] splitColumns = new int[(1 << DEPTH) - 1];
        private final int[] splitBins = new int[(1 << DEPTH) - 1];
        private final double[] leaves = new double[1 << DEPTH];

        /** @return the place of the child within the next level */
        int child(int level, int node, byte[] bins, int firstOfRow) {
            int split = (1 << level) - 1 + node;
            return 2 * node + (bins[firstOfRow + splitColumns[split]] > splitBins[split] ? 1 : 0);
        }
    }

    /**
     * @param bins row by row, of every column
     * @param fromTest whether a row is a test row
     */
    static TwoSampleClassifier fit(byte[] bins, int[] binCounts, boolean[] fromTest) {
        TwoSampleClassifier classifier = new TwoSampleClassifier(binCounts);
        double[] margins = new double[fromTest.length];
        double[] gradients = new double[fromTest.length];
        double[] hessians = new double[fromTest.length];
        for (int tree = 0; tree < TREES; tree++) {
            for (int row = 0; row < margins.length; row++) {
                double p = probability(margins[row]);
                gradients[row] = p - (fromTest[row] ? 1 : 0);
                hessians[row] = p * (1 - p);
            }
            classifier.grow(bins, gradients, hessians, margins);
        }
        return classifier;
    }

    /**
     * The chance of each row to be a test row.
     *
     * @param bins row by row, of every column
     */
    float[] scores(byte[] bins) {
        float[] scores = new float[bins.length / columns];
        for (int row = 0; row < scores.length; row++) {
            double margin = 0;
            for (Tree tree : trees) {
                int node = 0;
                for (int level = 0; level < DEPTH; level++) {
                    node = tree.child(level, node, bins, row * columns);
                }
                margin -= tree.leaves[node];
            }
            scores[row] = (float) probability(margin);
        }
        return scores;
    }

    private static double probability(double margin) {
        return 1 / (1 + StrictMath.exp(-margin));
    }

    private void grow(byte[] bins, double[] gradients, double[] hessians, double[] margins) {
        Tree tree = new Tree();
        int[] nodes = new int[margins.length];
        for (int level = 0; level < DEPTH; level++) {
            split(tree, level, sums(bins, nodes, 1 << level, gradients, hessians));
            for (int row = 0; row < nodes.length; row++) {
                nodes[row] = tree.child(level, nodes[row], bins, row * columns);
            }
        }
        double[] gradientSums = new double[1 << DEPTH];
        double[] hessianSums = new double[1 << DEPTH];
        for (int row = 0; row < nodes.length; row++) {
            gradientSums[nodes[row]] += gradients[row];
            hessianSums[nodes[row]] += hessians[row];
        }
        for (int leaf = 0; leaf < tree.leaves.length; leaf++) {
            tree.leaves[leaf] = LEARNING_RATE * gradientSums[leaf] / (hessianSums[leaf] + REGULARIZATION);
        }
        for (int row = 0; row < nodes.length; row++) {
            margins[row] -= tree.leaves[nodes[row]];
        }
        trees.add(tree);
    }

    /** By node and bin of every column a gradient and a hessian. Each sum goes over its rows in their order. */
    private double[] sums(byte[] bins, int[] nodes, int count, double[] gradients, double[] hessians) {
        int binsOfNode = firstBin[columns];
        double[] sums = new double[2 * count * binsOfNode];
        int place = 0;
        for (int row = 0; row < nodes.length; row++) {
            int first = nodes[row] * binsOfNode;
            double gradient = gradients[row];
            double hessian = hessians[row];
            for (int column = 0; column < columns; column++) {
                int sum = 2 * (first + firstBin[column] + bins[place++]);
                sums[sum] += gradient;
                sums[sum + 1] += hessian;
            }
        }
        return sums;
    }

    /** Divides each node at the bin that gains most; a node where none gains sends all rows to its first child. */
    private void split(Tree tree, int level, double[] sums) {
        int first = (1 << level) - 1;
        double[] gain = new double[1 << level];
        Arrays.fill(tree.splitBins, first, first + gain.length, NO_SPLIT);
        for (int column = 0; column < columns; column++) {
            for (int node = 0; node < gain.length; node++) {
                gain[node] = split(tree, first + node, column, gain[node], sums, node * firstBin[columns]);
            }
        }
    }

    /** @return the gain of the best split so far */
    private double split(Tree tree, int node, int column, double best, double[] sums, int firstOfNode) {
        int from = 2 * (firstOfNode + firstBin[column]);
        int to = 2 * (firstOfNode + firstBin[column + 1]);
        double gradientOfAll = 0;
        double hessianOfAll = 0;
        for (int sum = from; sum < to; sum += 2) {
            gradientOfAll += sums[sum];
            hessianOfAll += sums[sum + 1];
        }
        double gain = best;
        double gradient = 0;
        double hessian = 0;
        for (int sum = from; sum < to - 2; sum += 2) {
            gradient += sums[sum];
            hessian += sums[sum + 1];
            double found = quality(gradient, hessian)
                    + quality(gradientOfAll - gradient, hessianOfAll - hessian)
                    - quality(gradientOfAll, hessianOfAll);
            // The first of equal ones, so that nothing depends on rounding of what is the same.
            if (found > gain + 1e-9) {
                gain = found;
                tree.splitColumns[node] = column;
                tree.splitBins[node] = (sum - from) / 2;
            }
        }
        return gain;
    }

    private static double quality(double gradient, double hessian) {
        return gradient * gradient / (hessian + REGULARIZATION);
    }
}
