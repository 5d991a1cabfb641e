package io.modelfactory.worker.model.tree;

import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.SplitCoverage;
import java.util.List;

/** Which sides of which splits some rows have gone. */
final class VisitedSides {
    private final List<DecisionTree> trees;
    /** By tree and node: whether a row went from it to the left, and to the right. */
    private final boolean[][] left;

    private final boolean[][] right;
    private final long splits;
    private long sides;
    private long bothSides;

    VisitedSides(List<DecisionTree> trees) {
        this.trees = trees;
        this.left = new boolean[trees.size()][];
        this.right = new boolean[trees.size()][];
        for (int tree = 0; tree < left.length; tree++) {
            left[tree] = new boolean[trees.get(tree).nodes()];
            right[tree] = new boolean[trees.get(tree).nodes()];
        }
        // A binary tree has one split less than it has leaves.
        this.splits = trees.stream().mapToLong(tree -> tree.nodes() / 2).sum();
    }

    void visit(FeatureMatrix rows) {
        for (int row = 0; row < rows.rows(); row++) {
            for (int number = 0; number < left.length; number++) {
                visit(trees.get(number), number, rows, row);
            }
        }
    }

    private void visit(DecisionTree tree, int number, FeatureMatrix rows, int row) {
        int node = 0;
        while (!tree.isLeaf(node)) {
            boolean goesLeft = tree.goesLeft(node, rows.value(row, tree.feature(node)));
            boolean[] side = (goesLeft ? left : right)[number];
            if (!side[node]) {
                side[node] = true;
                sides++;
                bothSides += (goesLeft ? right : left)[number][node] ? 1 : 0;
            }
            node = goesLeft ? tree.left(node) : tree.right(node);
        }
    }

    boolean isVisited(int tree, int node, boolean goLeft) {
        return (goLeft ? left : right)[tree][node];
    }

    /** Of the splits of all trees, the share of which rows have gone either way. */
    double share() {
        return splits == 0 ? 1 : (double) bothSides / splits;
    }

    /** By node how many sides of it and of all splits below it no row has gone. */
    int[] unvisitedBelow(int number) {
        DecisionTree tree = trees.get(number);
        int[] below = new int[tree.nodes()];
        for (int node = below.length - 1; node >= 0; node--) {
            if (!tree.isLeaf(node)) {
                below[node] = below[tree.left(node)]
                        + below[tree.right(node)]
                        + (left[number][node] ? 0 : 1)
                        + (right[number][node] ? 0 : 1);
            }
        }
        return below;
    }

    /** Sides that some row has gone. */
    long sides() {
        return sides;
    }

    SplitCoverage coverage() {
        return new SplitCoverage(splits, bothSides);
    }
}
