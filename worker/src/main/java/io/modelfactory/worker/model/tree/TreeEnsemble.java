package io.modelfactory.worker.model.tree;

import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.ModelSize;
import io.modelfactory.worker.model.ModelStructure;
import io.modelfactory.worker.model.SplitCoverage;
import java.util.List;

/** Trees whose leaves are added up in their order, beginning with a base margin. */
public final class TreeEnsemble implements ModelStructure {
    private final List<DecisionTree> trees;
    private final float baseMargin;
    private final int features;
    private final boolean in32Bits;

    private TreeEnsemble(List<DecisionTree> trees, float baseMargin, int features, boolean in32Bits) {
        this.trees = List.copyOf(trees);
        this.baseMargin = baseMargin;
        this.features = features;
        this.in32Bits = in32Bits;
    }

    /** Trees that are added up as 32-bit floats, which XGBoost does. */
    public static TreeEnsemble in32Bits(List<DecisionTree> trees, float baseMargin, int features) {
        return new TreeEnsemble(trees, baseMargin, features, true);
    }

    /** Trees that are added up as 64-bit floats from 0 on, which LightGBM does. */
    public static TreeEnsemble in64Bits(List<DecisionTree> trees, int features) {
        return new TreeEnsemble(trees, 0, features, false);
    }

    /** The same trees on another base. */
    public TreeEnsemble withBaseMargin(float margin) {
        return new TreeEnsemble(trees, margin, features, in32Bits);
    }

    @Override
    public float baseMargin() {
        return baseMargin;
    }

    List<DecisionTree> trees() {
        return trees;
    }

    @Override
    public int features() {
        return features;
    }

    @Override
    public ModelSize size() {
        int maxDepth = 0;
        long visited = 0;
        for (DecisionTree tree : trees) {
            int deepest = 0;
            for (int depth : tree.depths()) {
                deepest = Math.max(deepest, depth);
            }
            maxDepth = Math.max(maxDepth, deepest);
            visited += deepest + 1;
        }
        return new ModelSize(trees.size(), maxDepth, visited);
    }

    @Override
    public boolean isMonotone(int feature, int direction) {
        return trees.stream().allMatch(tree -> isMonotone(tree, feature, direction));
    }

    /**
     * Nowhere below a split on the feature does the side of the lesser values reach above the other side's least leaf.
     * As sums of floats never fall when one of them grows, what holds for each tree holds for all of them. It is
     * enough, and not necessary: a split on another feature in between could keep the two leaves apart.
     */
    private static boolean isMonotone(DecisionTree tree, int feature, int direction) {
        double[] least = new double[tree.nodes()];
        double[] greatest = new double[tree.nodes()];
        for (int node = tree.nodes() - 1; node >= 0; node--) {
            if (tree.isLeaf(node)) {
                least[node] = tree.margin(node);
                greatest[node] = tree.margin(node);
            } else {
                int left = tree.left(node);
                int right = tree.right(node);
                least[node] = Math.min(least[left], least[right]);
                greatest[node] = Math.max(greatest[left], greatest[right]);
                boolean kept = direction > 0 ? greatest[left] <= least[right] : least[left] >= greatest[right];
                if (tree.feature(node) == feature && (tree.splitsCategories(node) || !kept)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public double[] margins(FeatureMatrix rows) {
        requireColumns(rows);
        double[] margins = new double[rows.rows()];
        for (int row = 0; row < margins.length; row++) {
            double margin = baseMargin;
            for (DecisionTree tree : trees) {
                double sum = margin + tree.margin(tree.leafOf(rows, row));
                // The sum of two floats, rounded from 64 bits, is what 32 bits alone give.
                margin = in32Bits ? (float) sum : sum;
            }
            margins[row] = margin;
        }
        return margins;
    }

    @Override
    public double expectedMargin() {
        double sum = baseMargin;
        for (DecisionTree tree : trees) {
            sum += TreeContributions.expectedMargin(tree);
        }
        return sum;
    }

    @Override
    public double[][] contributions(FeatureMatrix rows) {
        requireColumns(rows);
        return TreeContributions.of(trees, rows);
    }

    @Override
    public long contributionCost() {
        long cost = 0;
        for (DecisionTree tree : trees) {
            int[] depths = tree.depths();
            for (int node = 0; node < depths.length; node++) {
                cost += tree.isLeaf(node) ? (long) depths[node] * depths[node] : 0;
            }
        }
        return cost;
    }

    @Override
    public SplitCoverage coverage(FeatureMatrix rows, int[] categories) {
        requireColumns(rows);
        VisitedSides visited = new VisitedSides(trees, categories);
        visited.visit(rows);
        return visited.coverage();
    }

    @Override
    public FeatureMatrix boundaryRows(int[] categories, int atMost, long seed) {
        return new BoundaryRows(trees, categories, new VisitedSides(trees, categories), seed).make(atMost);
    }

    private void requireColumns(FeatureMatrix rows) {
        if (rows.columns() != features) {
            throw new IllegalArgumentException(rows.columns() + " columns for a model of " + features + " features");
        }
    }
}
