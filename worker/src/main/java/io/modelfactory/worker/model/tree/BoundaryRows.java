package io.modelfactory.worker.model.tree;

import io.modelfactory.worker.model.FeatureMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes rows that go both ways at the splits of trees, from the trees alone. Each row is led through one tree after the
 * other, in each as far as the trees before leave it free to where most sides have not been seen; what its values may
 * be in the end is a box, of which it takes the edges. Whatever a scorer does wrong at a split shows in such rows.
 */
final class BoundaryRows {
    private static final double ENOUGH = 0.999;
    /** Rows in a row that show nothing new, after which there is nothing more to be had. */
    private static final int MAX_IN_VAIN = 8;

    private final List<DecisionTree> trees;
    private final int[] categories;
    private final VisitedSides visited;
    private final Random random;

    BoundaryRows(List<DecisionTree> trees, int[] categories, VisitedSides visited, long seed) {
        this.trees = trees;
        this.categories = categories;
        this.visited = visited;
        this.random = new Random(seed);
    }

    FeatureMatrix make(int atMost) {
        int width = categories.length;
        float[] values = new float[atMost * width];
        int made = 0;
        int inVain = 0;
        while (made < atMost && inVain < MAX_IN_VAIN && visited.share() < ENOUGH) {
            long seen = visited.sides();
            makeRow(values, made * width);
            made++;
            visited.visit(new FeatureMatrix(Arrays.copyOfRange(values, (made - 1) * width, made * width), 1, width));
            inVain = visited.sides() > seen ? 0 : inVain + 1;
        }
        return new FeatureMatrix(Arrays.copyOf(values, made * width), made, width);
    }

    private void makeRow(float[] values, int at) {
        RowBox box = new RowBox(categories);
        int first = random.nextInt(Math.max(1, trees.size()));
        for (int i = 0; i < trees.size(); i++) {
            int number = (first + i) % trees.size();
            int[] below = visited.unvisitedBelow(number);
            if (below.length > 0 && below[0] > 0) {
                new Way(trees.get(number), number, below, box).narrow();
            }
        }
        box.fill(values, at, random);
    }

    /** The way through one tree that shows most, of those that the box still allows. */
    private final class Way {
        private final DecisionTree tree;
        private final int number;
        private final int[] below;
        private final RowBox box;
        private final boolean[] wayLeft;
        private boolean[] bestLeft = {};
        /** Where the best way ends: below it nothing is new. */
        private int bestEnd;

        private int best;

        Way(DecisionTree tree, int number, int[] below, RowBox box) {
            this.tree = tree;
            this.number = number;
            this.below = below;
            this.box = box;
            this.wayLeft = new boolean[tree.nodes()];
        }

        /** Narrows the box to the way, if it shows anything. */
        void narrow() {
            search(0, 0);
            int node = 0;
            while (best > 0 && node != bestEnd) {
                boolean goLeft = bestLeft[node];
                box.set(box.range(tree.feature(node)).at(tree, node, goLeft));
                node = goLeft ? tree.left(node) : tree.right(node);
            }
        }

        private void search(int node, int shown) {
            if (tree.isLeaf(node) || below[node] == 0) {
                if (shown > best) {
                    best = shown;
                    bestLeft = wayLeft.clone();
                    bestEnd = node;
                }
                return;
            }
            FeatureRange before = box.range(tree.feature(node));
            for (boolean goLeft : new boolean[] {true, false}) {
                FeatureRange narrowed = before.at(tree, node, goLeft);
                if (box.isPossible(narrowed)) {
                    wayLeft[node] = goLeft;
                    box.set(narrowed);
                    search(
                            goLeft ? tree.left(node) : tree.right(node),
                            shown + (visited.isVisited(number, node, goLeft) ? 0 : 1));
                    box.set(before);
                }
            }
        }
    }
}
