package io.modelfactory.worker.model.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The rows that end in one leaf.
 *
 * @param margin that the leaf adds
 * @param ranges what each feature that is split on the way may be, in the order of the features
 */
record LeafRegion(double margin, List<FeatureRange> ranges) {

    /** Hands over the leaves of a tree from left to right. */
    static void forEach(DecisionTree tree, Consumer<LeafRegion> action) {
        visit(tree, 0, new TreeMap<>(), action);
    }

    private static void visit(
            DecisionTree tree, int node, Map<Integer, FeatureRange> ranges, Consumer<LeafRegion> action) {
        if (tree.isLeaf(node)) {
            action.accept(new LeafRegion(tree.margin(node), new ArrayList<>(ranges.values())));
            return;
        }
        int feature = tree.feature(node);
        FeatureRange before = ranges.getOrDefault(feature, FeatureRange.all(feature));
        for (boolean goLeft : new boolean[] {true, false}) {
            Map<Integer, FeatureRange> narrowed = new TreeMap<>(ranges);
            narrowed.put(feature, before.at(tree, node, goLeft));
            visit(tree, goLeft ? tree.left(node) : tree.right(node), narrowed, action);
        }
    }
}
