package io.modelfactory.worker.model.tree;

import io.modelfactory.worker.model.FeatureMatrix;
import java.util.BitSet;
import java.util.Map;

/**
 * One tree. Nodes are numbered, 0 is the root, and a node's children have greater numbers than it has. At a split a
 * number goes left if it is less than the threshold, a category if it is not among the node's, and a missing value
 * where the node says.
 */
public final class DecisionTree {
    /** The left child of a leaf. */
    public static final int NO_CHILD = -1;

    private final int[] left;
    private final int[] right;
    private final int[] feature;
    private final float[] threshold;
    private final double[] margin;
    private final boolean[] missingLeft;
    private final double[] cover;
    private final Map<Integer, BitSet> categories;

    /**
     * @param left child by node, {@link #NO_CHILD} for a leaf
     * @param feature column by node that is split
     * @param threshold by node that splits numbers
     * @param margin by leaf what it adds to the log-odds
     * @param missingLeft whether a missing value goes left
     * @param cover how much of the training went through each node, above 0
     * @param categories codes that go right, by node that splits by category
     */
    public DecisionTree(
            int[] left,
            int[] right,
            int[] feature,
            float[] threshold,
            double[] margin,
            boolean[] missingLeft,
            double[] cover,
            Map<Integer, BitSet> categories) {
        for (int node = 0; node < left.length; node++) {
            if (left[node] != NO_CHILD && (left[node] <= node || right[node] <= node)) {
                throw new IllegalArgumentException("node " + node + " has a child that does not come after it");
            }
        }
        this.left = left;
        this.right = right;
        this.feature = feature;
        this.threshold = threshold;
        this.margin = margin;
        this.missingLeft = missingLeft;
        this.cover = cover;
        this.categories = Map.copyOf(categories);
    }

    int nodes() {
        return left.length;
    }

    boolean isLeaf(int node) {
        return left[node] == NO_CHILD;
    }

    int left(int node) {
        return left[node];
    }

    int right(int node) {
        return right[node];
    }

    int feature(int node) {
        return feature[node];
    }

    /** Numbers below it go left. */
    float threshold(int node) {
        return threshold[node];
    }

    /** What a leaf adds to the log-odds. */
    double margin(int node) {
        return margin[node];
    }

    boolean isMissingLeft(int node) {
        return missingLeft[node];
    }

    boolean splitsCategories(int node) {
        return categories.containsKey(node);
    }

    /** Codes that go right. */
    BitSet categories(int node) {
        return categories.getOrDefault(node, new BitSet());
    }

    /** The share of a split's training that went left. */
    double leftShare(int node) {
        double both = cover[left[node]] + cover[right[node]];
        return both > 0 ? cover[left[node]] / both : 0.5;
    }

    boolean goesLeft(int node, float cell) {
        if (Float.isNaN(cell)) {
            return missingLeft[node];
        }
        BitSet goRight = categories.get(node);
        return goRight == null ? cell < threshold[node] : !goRight.get((int) cell);
    }

    /** The leaf that a row ends in. */
    int leafOf(FeatureMatrix rows, int row) {
        int node = 0;
        while (!isLeaf(node)) {
            node = goesLeft(node, rows.value(row, feature[node])) ? left[node] : right[node];
        }
        return node;
    }

    /** Splits on the way to each node. */
    int[] depths() {
        int[] depths = new int[nodes()];
        for (int node = 0; node < depths.length; node++) {
            if (!isLeaf(node)) {
                depths[left[node]] = depths[node] + 1;
                depths[right[node]] = depths[node] + 1;
            }
        }
        return depths;
    }
}
