package io.modelfactory.worker.model.tree;

import io.modelfactory.worker.model.FeatureMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Path-dependent TreeSHAP: S. M. Lundberg et al., From Local Explanations to Global Understanding with Explainable AI
 * for Trees, Nature Machine Intelligence 2 (2020). A feature that is not known sends a row both ways, in the shares of
 * the training. Computed leaf by leaf: of the features on the way to a leaf some let the row pass and some do not, and
 * what each adds depends on that alone, so it is remembered for the next rows (J. Yang, Fast TreeSHAP, 2021). Sums are
 * in the order of trees and leaves: each row has the same bits whatever rows are beside it and whatever thread computes
 * it.
 */
final class TreeContributions {
    /** Features on a path up to which results are remembered, which takes 2^n places a leaf. */
    private static final int MAX_REMEMBERED = 8;

    /** Many, as what is remembered serves them all: two tasks would take nearly twice the work of one. */
    private static final int ROWS_PER_TASK = 1_024;

    private static final double[] NOT_COMPUTED = {};
    private static final int NO_ONE = -1;
    /** Shares below which nothing is divided by them. */
    private static final double LEAST_DIVISOR = 1e-6;

    private final List<DecisionTree> trees;
    private final FeatureMatrix rows;
    private final double[][] contributions;

    private TreeContributions(List<DecisionTree> trees, FeatureMatrix rows) {
        this.trees = trees;
        this.rows = rows;
        this.contributions = new double[rows.rows()][rows.columns()];
    }

    static double[][] of(List<DecisionTree> trees, FeatureMatrix rows) {
        TreeContributions computed = new TreeContributions(trees, rows);
        int tasks = (rows.rows() + ROWS_PER_TASK - 1) / ROWS_PER_TASK;
        IntStream.range(0, tasks)
                .parallel()
                .forEach(task ->
                        computed.addTrees(task * ROWS_PER_TASK, Math.min(rows.rows(), (task + 1) * ROWS_PER_TASK)));
        return computed.contributions;
    }

    /** What a tree adds to the margin of a row of which nothing is known. */
    static double expectedMargin(DecisionTree tree) {
        double[] sum = new double[1];
        LeafRegion.forEach(tree, leaf -> {
            double share = leaf.margin();
            for (FeatureRange range : leaf.ranges()) {
                share *= range.share();
            }
            sum[0] += share;
        });
        return sum[0];
    }

    private void addTrees(int from, int to) {
        float[][] cells = new float[rows.columns()][to - from];
        for (int row = from; row < to; row++) {
            for (int column = 0; column < cells.length; column++) {
                cells[column][row - from] = rows.value(row, column);
            }
        }
        int[] passing = new int[to - from];
        for (DecisionTree tree : trees) {
            LeafRegion.forEach(tree, leaf -> addLeaf(leaf, cells, passing, from));
        }
    }

    /**
     * @param cells by column and row
     * @param passing overwritten
     * @param from place of the first of the rows among all
     */
    private void addLeaf(LeafRegion leaf, float[][] cells, int[] passing, int from) {
        FeatureRange[] ranges = leaf.ranges().toArray(FeatureRange[]::new);
        int[] features = new int[ranges.length];
        Arrays.fill(passing, 0);
        for (int i = 0; i < ranges.length; i++) {
            features[i] = ranges[i].feature();
            markPassing(ranges[i], cells[features[i]], 1 << i, passing);
        }
        boolean remembers = ranges.length <= MAX_REMEMBERED;
        double[][] byPassing = new double[remembers ? 1 << ranges.length : 0][];
        Arrays.fill(byPassing, NOT_COMPUTED);
        for (int row = 0; row < passing.length; row++) {
            double[] added = remembers ? byPassing[passing[row]] : NOT_COMPUTED;
            if (added.length == 0) {
                added = shapleyValues(leaf.margin(), ranges, passing[row]);
                if (remembers) {
                    byPassing[passing[row]] = added;
                }
            }
            double[] sums = contributions[from + row];
            for (int i = 0; i < ranges.length; i++) {
                sums[features[i]] += added[i];
            }
        }
    }

    /** Sets a bit of the rows that a range lets pass. */
    private static void markPassing(FeatureRange range, float[] cells, int bit, int[] passing) {
        if (range.isNumeric()) {
            markPassingNumbers(range, cells, bit, passing);
            return;
        }
        for (int row = 0; row < passing.length; row++) {
            passing[row] |= range.contains(cells[row]) ? bit : 0;
        }
    }

    /** As {@link FeatureRange#contains}, without looking at the range again for each row. */
    private static void markPassingNumbers(FeatureRange range, float[] cells, int bit, int[] passing) {
        float low = range.low();
        float high = range.high();
        boolean open = high == Float.POSITIVE_INFINITY;
        boolean missing = range.missing();
        for (int row = 0; row < passing.length; row++) {
            float cell = cells[row];
            boolean passes = cell < high ? cell >= low : Float.isNaN(cell) ? missing : open && cell >= low;
            passing[row] |= passes ? bit : 0;
        }
    }

    /**
     * Of the game in which a set of features is worth the leaf's margin, times the shares of the features that are not
     * in the set, if all in it let the row pass, and else nothing.
     *
     * @param passing bit i says whether range i lets the row pass
     */
    private static double[] shapleyValues(double margin, FeatureRange[] ranges, int passing) {
        int count = ranges.length;
        double[] values = new double[count];
        boolean each = count <= MAX_REMEMBERED;
        double[] before = new double[count + 1];
        before[0] = 1;
        double[] all = each ? NOT_COMPUTED : lettingThrough(before, NO_ONE, ranges, passing);
        for (int i = 0; i < count; i++) {
            double[] others = each || ranges[i].share() < LEAST_DIVISOR
                    ? lettingThrough(before, i, ranges, passing)
                    : without(all, ranges[i].share(), (passing >> i & 1) == 1);
            double mean = 0;
            // k! (count - 1 - k)! / count!, the share of the orders in which such a set comes first.
            double weight = 1.0 / count;
            for (int k = 0; k < count; k++) {
                mean += weight * others[k];
                weight *= (k + 1.0) / (count - 1 - k);
            }
            values[i] = margin * ((passing >> i & 1) - ranges[i].share()) * mean;
            addFeature(before, i + 1, ranges[i].share(), passing >> i & 1);
        }
        return values;
    }

    /**
     * By k the sum, over all sets of k features, of the share of the training that they and the leaf let through.
     *
     * @param before the same of the features before the one that is left out; stays as it is
     * @param left the feature that is left out of it
     */
    private static double[] lettingThrough(double[] before, int left, FeatureRange[] ranges, int passing) {
        double[] bySize = before.clone();
        int size = Math.max(left, 0);
        for (int j = left + 1; j < ranges.length; j++) {
            size++;
            addFeature(bySize, size, ranges[j].share(), passing >> j & 1);
        }
        return bySize;
    }

    /**
     * @param size features with this one
     * @param passes 1 if it lets the row pass, else 0
     */
    private static void addFeature(double[] bySize, int size, double share, int passes) {
        for (int k = size; k > 0; k--) {
            bySize[k] = bySize[k] * share + bySize[k - 1] * passes;
        }
        bySize[0] *= share;
    }

    /**
     * Takes one feature out again. From the largest sets down, where errors are damped by its share, which is below 1.
     */
    private static double[] without(double[] all, double share, boolean passes) {
        int count = all.length - 1;
        double[] others = new double[count];
        for (int k = count - 1; k >= 0; k--) {
            others[k] = passes ? all[k + 1] - (k == count - 1 ? 0 : others[k + 1] * share) : all[k] / share;
        }
        return others;
    }
}
