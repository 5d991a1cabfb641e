package io.modelfactory.worker.model.tree;

import java.util.List;

/**
 * Which sides of splits a row can go at all. What the splits on a path ask of one feature is a range of numbers, or a
 * set of categories, and perhaps a missing value; a row that goes the path exists exactly if that is empty for no
 * feature. So where it is empty, as behind "less than 3" and then "not less than 4", it is proven that none does.
 */
final class ReachableSides {
    private final boolean[][] left;
    private final boolean[][] right;
    private long splits;
    private long contradictory;

    /** @param categories by feature how many codes there are, 0 for a number */
    ReachableSides(List<DecisionTree> trees, int[] categories) {
        this.left = new boolean[trees.size()][];
        this.right = new boolean[trees.size()][];
        for (int number = 0; number < left.length; number++) {
            DecisionTree tree = trees.get(number);
            left[number] = new boolean[tree.nodes()];
            right[number] = new boolean[tree.nodes()];
            mark(tree, number, 0, new RowBox(categories));
            for (int node = 0; node < tree.nodes(); node++) {
                splits += tree.isLeaf(node) ? 0 : 1;
                contradictory += tree.isLeaf(node) || (left[number][node] && right[number][node]) ? 0 : 1;
            }
        }
    }

    private void mark(DecisionTree tree, int number, int node, RowBox box) {
        if (tree.isLeaf(node)) {
            return;
        }
        FeatureRange before = box.range(tree.feature(node));
        for (boolean goLeft : new boolean[] {true, false}) {
            FeatureRange narrowed = before.at(tree, node, goLeft);
            if (box.isPossible(narrowed)) {
                (goLeft ? left : right)[number][node] = true;
                box.set(narrowed);
                mark(tree, number, goLeft ? tree.left(node) : tree.right(node), box);
            }
        }
        box.set(before);
    }

    boolean isReachable(int number, int node, boolean goLeft) {
        return (goLeft ? left : right)[number][node];
    }

    /** Splits of all trees. */
    long splits() {
        return splits;
    }

    /** Splits of which no two rows go either way. */
    long contradictory() {
        return contradictory;
    }
}
