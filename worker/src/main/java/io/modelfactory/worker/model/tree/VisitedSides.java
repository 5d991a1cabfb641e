package io.modelfactory.worker.model.tree;

import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.SplitCoverage;
import java.util.List;

/** Which sides of which splits some rows have gone, and which no row can go. */
final class VisitedSides {
    private final List<DecisionTree> trees;
    private final ReachableSides reachable;
    /** By tree and node: whether a row went from it to the left, and to the right. */
    private final boolean[][] left;

    private final boolean[][] right;
    /** By tree and node: most sides on one path below it that a row could go, and none has gone. */
    private final int[][] most;

    private final int[] way;
    private long bothSides;
    private long sides;

    /** @param categories by feature how many codes there are, 0 for a number */
    VisitedSides(List<DecisionTree> trees, int[] categories) {
        this.trees = trees;
        this.reachable = new ReachableSides(trees, categories);
        this.left = new boolean[trees.size()][];
        this.right = new boolean[trees.size()][];
        this.most = new int[trees.size()][];
        int longest = 0;
        for (int number = 0; number < left.length; number++) {
            DecisionTree tree = trees.get(number);
            left[number] = new boolean[tree.nodes()];
            right[number] = new boolean[tree.nodes()];
            most[number] = new int[tree.nodes()];
            for (int node = tree.nodes() - 1; node >= 0; node--) {
                count(number, node);
            }
            for (int depth : tree.depths()) {
                longest = Math.max(longest, depth);
            }
        }
        this.way = new int[longest + 1];
    }

    private void count(int number, int node) {
        DecisionTree tree = trees.get(number);
        if (!tree.isLeaf(node)) {
            most[number][node] = Math.max(mostOf(number, node, true), mostOf(number, node, false));
        }
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
        int depth = 0;
        int lastNew = -1;
        while (!tree.isLeaf(node)) {
            way[depth] = node;
            boolean goesLeft = tree.goesLeft(node, rows.value(row, tree.feature(node)));
            boolean[] side = (goesLeft ? left : right)[number];
            if (!side[node]) {
                side[node] = true;
                sides++;
                bothSides += (goesLeft ? right : left)[number][node] ? 1 : 0;
                lastNew = depth;
            }
            node = goesLeft ? tree.left(node) : tree.right(node);
            depth++;
        }
        for (int i = lastNew; i >= 0; i--) {
            count(number, way[i]);
        }
    }

    /** Most sides on one path from a node to one side that a row could go, and none has gone. */
    int mostOf(int number, int node, boolean goLeft) {
        if (!reachable.isReachable(number, node, goLeft)) {
            return 0;
        }
        DecisionTree tree = trees.get(number);
        return most[number][goLeft ? tree.left(node) : tree.right(node)] + (isVisited(number, node, goLeft) ? 0 : 1);
    }

    boolean isVisited(int number, int node, boolean goLeft) {
        return (goLeft ? left : right)[number][node];
    }

    /** Most sides on one path through a tree that a row could go, and none has gone. */
    int most(int number) {
        return most[number][0];
    }

    /** Of the splits of all trees that rows can go either way, the share of which rows have. */
    double share() {
        long splits = reachable.splits() - reachable.contradictory();
        return splits == 0 ? 1 : (double) bothSides / splits;
    }

    /** Sides that some row has gone. */
    long sides() {
        return sides;
    }

    SplitCoverage coverage() {
        return new SplitCoverage(reachable.splits(), bothSides, reachable.contradictory());
    }
}
