package io.modelfactory.worker.model.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.SplitCoverage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoundaryRowsTest {
    /** Three numbers whose thresholds are 1 to 5, and six categories. */
    private static final int[] FEW = {0, 0, 0, 6};

    @Test
    void whatIsContradictoryIsWhatNoneOfAllRowsGoes() {
        Random random = new Random(1);
        TreeEnsemble model = ensemble(random, 12, 6, FEW.length, () -> 1 + random.nextInt(5));

        SplitCoverage coverage = model.coverage(allRows(), FEW);

        assertThat(coverage.splits()).isEqualTo(12 * 63);
        assertThat(coverage.contradictory())
                .as("splits that all rows there are do not go both ways at")
                .isEqualTo(coverage.splits() - coverage.bothSides())
                .isPositive();
    }

    /** One of each kind that the thresholds tell apart. */
    private static FeatureMatrix allRows() {
        float[] cells = {Float.NaN, 0, 1, 2, 3, 4, 5};
        float[] codes = {Float.NaN, 0, 1, 2, 3, 4, 5};
        float[] values = new float[7 * 7 * 7 * 7 * 4];
        for (int row = 0; row < 7 * 7 * 7 * 7; row++) {
            values[row * 4] = cells[row % 7];
            values[row * 4 + 1] = cells[row / 7 % 7];
            values[row * 4 + 2] = cells[row / 49 % 7];
            values[row * 4 + 3] = codes[row / 343];
        }
        return new FeatureMatrix(values, 7 * 7 * 7 * 7, 4);
    }

    @Test
    void rowsGoBothWaysAtAllThatIsNotContradictory() {
        Random random = new Random(2);
        TreeEnsemble model = ensemble(random, 12, 6, FEW.length, () -> 1 + random.nextInt(5));

        SplitCoverage coverage = model.coverage(model.boundaryRows(FEW, 4_096, 3), FEW);

        assertThat(coverage.bothSides()).isGreaterThanOrEqualTo(least(coverage, 0.999));
    }

    /** Nearly a hundred thousand splits, of which 2,000 rows show too few. */
    @Test
    void veryDeepForestsAreShownByMoreRows() {
        Random random = new Random(3);
        int[] categories = new int[20];
        TreeEnsemble model = ensemble(random, 48, 11, categories.length, random::nextFloat);

        FeatureMatrix rows = model.boundaryRows(categories, 2_000, 3);

        SplitCoverage coverage = model.coverage(rows, categories);
        assertThat(coverage.splits()).isEqualTo(48 * 2047);
        assertThat(coverage.bothSides()).isGreaterThanOrEqualTo(least(coverage, 0.99));
        assertThat(rows.rows()).isBetween(2_000, 4 * 48 * 2047 / 20);
        assertThat(model.boundaryRows(categories, 2_000, 3).values()).isEqualTo(rows.values());
    }

    private static long least(SplitCoverage coverage, double share) {
        return (long) Math.ceil(share * (coverage.splits() - coverage.contradictory()));
    }

    private interface ThresholdSource {
        float next();
    }

    /** Full trees; the fourth feature is split by category if there are four. */
    private static TreeEnsemble ensemble(Random random, int count, int depth, int features, ThresholdSource source) {
        List<DecisionTree> trees = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            trees.add(tree(random, (1 << (depth + 1)) - 1, features, source));
        }
        return TreeEnsemble.in32Bits(trees, 0, features);
    }

    private static DecisionTree tree(Random random, int nodes, int features, ThresholdSource source) {
        int[] left = new int[nodes];
        int[] right = new int[nodes];
        int[] feature = new int[nodes];
        float[] threshold = new float[nodes];
        boolean[] missingLeft = new boolean[nodes];
        double[] cover = new double[nodes];
        Arrays.fill(cover, 1);
        Map<Integer, BitSet> categories = new HashMap<>();
        for (int node = 0; node < nodes; node++) {
            boolean leaf = 2 * node + 2 >= nodes;
            left[node] = leaf ? DecisionTree.NO_CHILD : 2 * node + 1;
            right[node] = leaf ? DecisionTree.NO_CHILD : 2 * node + 2;
            feature[node] = leaf ? 0 : random.nextInt(features);
            threshold[node] = leaf ? 0 : source.next();
            missingLeft[node] = random.nextBoolean();
            if (!leaf && features == FEW.length && feature[node] == 3) {
                categories.put(node, BitSet.valueOf(new long[] {random.nextInt(1, 63)}));
            }
        }
        return new DecisionTree(left, right, feature, threshold, new double[nodes], missingLeft, cover, categories);
    }
}
