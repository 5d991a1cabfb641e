package io.modelfactory.worker.model.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelfactory.worker.LargestDifference;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.StructureCertificate;
import io.modelfactory.worker.model.StructureCertificate.MonotoneFeature;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class TreeEnsembleTest {
    private static final int NONE = DecisionTree.NO_CHILD;

    /** Splits feature 0 at 1, then either side on feature 1. */
    private static DecisionTree tree(float lowLow, float lowHigh, float highLow, float highHigh) {
        return new DecisionTree(
                new int[] {1, 3, 5, NONE, NONE, NONE, NONE},
                new int[] {2, 4, 6, NONE, NONE, NONE, NONE},
                new int[] {0, 1, 1, 0, 0, 0, 0},
                new float[] {1, 5, 7, 0, 0, 0, 0},
                new double[] {0, 0, 0, lowLow, lowHigh, highLow, highHigh},
                new boolean[] {true, false, true, false, false, false, false},
                new double[] {10, 6, 4, 2, 4, 1, 3},
                Map.of());
    }

    @Test
    void aTreeIsMonotoneIfNoLeafOfTheLesserSideIsAboveAnyOfTheOther() {
        TreeEnsemble rising = TreeEnsemble.in32Bits(List.of(tree(-2, -1, 0, 3)), 0, 2);
        TreeEnsemble mixed = TreeEnsemble.in32Bits(List.of(tree(-2, -1, 0, 3), tree(-2, 0.5f, 0, 3)), 0, 2);

        assertThat(rising.isMonotone(0, 1)).isTrue();
        assertThat(rising.isMonotone(1, 1)).isTrue();
        assertThat(rising.isMonotone(0, -1)).isFalse();
        assertThat(mixed.isMonotone(0, 1)).as("0.5 on the left, 0 on the right").isFalse();
        assertThat(mixed.isMonotone(1, 1)).isTrue();
    }

    @Test
    void onlyAProvenDirectionIsCertified() throws Exception {
        List<EncodedFeature> features = List.of(
                new EncodedFeature("amount", FeatureType.NUMERIC, List.of()),
                new EncodedFeature("age", FeatureType.NUMERIC, List.of()));
        JsonMapper json = new JsonMapper();
        Map<String, JsonNode> rising = Map.of("monotone_constraints", json.readTree("{\"age\": 0, \"amount\": 1}"));
        Map<String, JsonNode> falling = Map.of("monotone_constraints", json.readTree("{\"amount\": -1}"));
        TreeEnsemble model = TreeEnsemble.in32Bits(List.of(tree(-2, -1, 0, 3)), -1.5f, 2);

        assertThat(StructureCertificate.of(model, features, rising, 100))
                .isEqualTo(new StructureCertificate(1, 2, 3, 100, -1.5f, List.of(new MonotoneFeature("amount", 1))));
        assertThatThrownBy(() -> StructureCertificate.of(model, features, falling, 100))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("monotone_constraints.amount: -1 does not hold for the trees of the model");
    }

    @Test
    void theCostliestPathCountsItsLeaf() {
        assertThat(TreeEnsemble.in32Bits(List.of(tree(1, 2, 3, 4), tree(1, 2, 3, 4)), 0, 2)
                        .size())
                .hasToString("ModelSize[trees=2, maxDepth=2, maxNodesVisited=6]");
    }

    /** By the definition: the mean over all orders of the features of what a feature changes when it becomes known. */
    @Test
    void contributionsAreShapleyValues(TestReporter report) {
        LargestDifference difference = new LargestDifference();
        Random random = new Random(11);
        for (int trial = 0; trial < 60; trial++) {
            // Some with more features on a path than results are remembered of.
            int features = trial < 50 ? 4 : 10;
            DecisionTree tree = randomTree(random, trial % 2 == 0, features);
            TreeEnsemble ensemble = TreeEnsemble.in32Bits(List.of(tree), 0.25f, features);
            float[] values = new float[features];
            for (int i = 0; i < features; i++) {
                values[i] = random.nextInt(5) == 0 ? Float.NaN : random.nextInt(6);
            }

            double[] contributions = ensemble.contributions(new FeatureMatrix(values, 1, features))[0];

            for (int feature = 0; feature < features; feature++) {
                double mean = 0;
                for (int known = 0; known < 1 << features; known++) {
                    if ((known >> feature & 1) == 0) {
                        int size = Integer.bitCount(known);
                        double orders = factorial(size) * factorial(features - 1 - size) / factorial(features);
                        mean += orders * (worth(tree, 0, values, known | 1 << feature) - worth(tree, 0, values, known));
                    }
                }
                difference.assertClose(contributions[feature], mean, 1e-12);
            }
            difference.assertClose(ensemble.expectedMargin(), 0.25 + worth(tree, 0, values, 0), 1e-12);
        }
        difference.publish(report, "contributions, from the mean over all orders of the features");
    }

    private static double factorial(int n) {
        return n == 0 ? 1 : n * factorial(n - 1);
    }

    private static double worth(DecisionTree tree, int node, float[] values, int known) {
        if (tree.isLeaf(node)) {
            return tree.margin(node);
        }
        int feature = tree.feature(node);
        if ((known >> feature & 1) == 1) {
            return worth(
                    tree, tree.goesLeft(node, values[feature]) ? tree.left(node) : tree.right(node), values, known);
        }
        return tree.leftShare(node) * worth(tree, tree.left(node), values, known)
                + (1 - tree.leftShare(node)) * worth(tree, tree.right(node), values, known);
    }

    /** A full tree of depth 5 or 10, so that some features are split twice on a path; the fourth one by category. */
    private static DecisionTree randomTree(Random random, boolean withCategories, int features) {
        int nodes = features == 4 ? 63 : 2047;
        int[] left = new int[nodes];
        int[] right = new int[nodes];
        int[] feature = new int[nodes];
        float[] threshold = new float[nodes];
        double[] margin = new double[nodes];
        boolean[] missingLeft = new boolean[nodes];
        double[] cover = new double[nodes];
        Map<Integer, BitSet> categories = new java.util.HashMap<>();
        for (int node = nodes - 1; node >= 0; node--) {
            boolean leaf = 2 * node + 2 >= nodes;
            left[node] = leaf ? NONE : 2 * node + 1;
            right[node] = leaf ? NONE : 2 * node + 2;
            feature[node] = leaf ? 0 : random.nextInt(features);
            threshold[node] = leaf ? 0 : 1 + random.nextInt(5);
            margin[node] = leaf ? random.nextFloat() - 0.5f : 0;
            missingLeft[node] = random.nextBoolean();
            cover[node] = leaf ? random.nextInt(1, 20) : cover[left[node]] + cover[right[node]];
            if (!leaf && withCategories && feature[node] == 3) {
                categories.put(node, BitSet.valueOf(new long[] {random.nextInt(1, 63)}));
            }
        }
        return new DecisionTree(left, right, feature, threshold, margin, missingLeft, cover, categories);
    }
}
