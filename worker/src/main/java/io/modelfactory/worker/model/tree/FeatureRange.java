package io.modelfactory.worker.model.tree;

import java.util.BitSet;
import java.util.Optional;

/**
 * The values of one feature that go one way at some splits on it.
 *
 * @param low inclusive
 * @param high exclusive; infinity is no bound
 * @param included categories, if some split lets only these pass
 * @param excluded categories
 * @param missing whether a missing value passes
 * @param share of the training that passed, of what came to each of the splits
 */
record FeatureRange(
        int feature, float low, float high, Optional<BitSet> included, BitSet excluded, boolean missing, double share) {

    static FeatureRange all(int feature) {
        return new FeatureRange(
                feature, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Optional.empty(), new BitSet(), true, 1);
    }

    /** What of it goes left, or right, at a split on the same feature. */
    FeatureRange at(DecisionTree tree, int node, boolean goLeft) {
        boolean byCategory = tree.splitsCategories(node);
        boolean missingPasses = missing && tree.isMissingLeft(node) == goLeft;
        double passed = share * (goLeft ? tree.leftShare(node) : 1 - tree.leftShare(node));
        float threshold = tree.threshold(node);
        if (byCategory) {
            BitSet goRight = tree.categories(node);
            return new FeatureRange(
                    feature,
                    low,
                    high,
                    goLeft
                            ? included
                            : Optional.of(
                                    included.map(some -> and(some, goRight)).orElse(goRight)),
                    goLeft ? or(excluded, goRight) : excluded,
                    missingPasses,
                    passed);
        }
        return new FeatureRange(
                feature,
                goLeft ? low : Math.max(low, threshold),
                goLeft ? Math.min(high, threshold) : high,
                included,
                excluded,
                missingPasses,
                passed);
    }

    /** Whether no split on the way was by category. */
    boolean isNumeric() {
        return included.isEmpty() && excluded.isEmpty();
    }

    boolean contains(float cell) {
        if (Float.isNaN(cell)) {
            return missing;
        }
        if (isNumeric()) {
            return cell >= low && (cell < high || high == Float.POSITIVE_INFINITY);
        }
        int code = (int) cell;
        return !excluded.get(code) && included.map(some -> some.get(code)).orElse(true);
    }

    private static BitSet and(BitSet one, BitSet other) {
        BitSet both = (BitSet) one.clone();
        both.and(other);
        return both;
    }

    private static BitSet or(BitSet one, BitSet other) {
        BitSet either = (BitSet) one.clone();
        either.or(other);
        return either;
    }
}
