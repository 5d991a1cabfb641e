package io.modelfactory.worker.model.tree;

import io.modelfactory.worker.model.FeatureMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Makes rows that go both ways at the splits of trees, from the trees alone. Each row is led through one tree after the
 * other, in each as far as the trees before leave it free to where most sides have not been seen; what its values may
 * be in the end is a box, of which it takes the edges. Whatever a scorer does wrong at a split shows in such rows.
 */
final class BoundaryRows {
    private static final double ENOUGH = 0.999;
    /** What is shown of a model even if it takes more rows than are wanted. */
    private static final double LEAST = 0.992;
    /** Which bounds these rows: then they take about as much space as the model. */
    private static final long CELLS_PER_SPLIT = 4;
    /** Rows in a row that show nothing new, after which there is nothing more to be had. */
    private static final int MAX_IN_VAIN = 8;

    private final List<DecisionTree> trees;
    private final int[] categories;
    private final VisitedSides visited;
    private final Random random;
    private final int[] path;
    private final int[] bestPath;

    BoundaryRows(List<DecisionTree> trees, int[] categories, VisitedSides visited, long seed) {
        this.trees = trees;
        this.categories = categories;
        this.visited = visited;
        this.random = new Random(seed);
        int longest = trees.stream()
                .flatMapToInt(tree -> Arrays.stream(tree.depths()))
                .max()
                .orElse(0);
        this.path = new int[longest];
        this.bestPath = new int[longest];
    }

    /** @param atMost rows, unless more are needed to show {@value #LEAST} of the splits */
    FeatureMatrix make(int atMost) {
        int width = categories.length;
        long ever = Math.max(atMost, CELLS_PER_SPLIT * visited.coverage().splits() / Math.max(1, width));
        float[] values = new float[atMost * width];
        int made = 0;
        int inVain = 0;
        while (made < ever && inVain < MAX_IN_VAIN && visited.share() < (made < atMost ? ENOUGH : LEAST)) {
            long seen = visited.sides();
            if (values.length < (made + 1) * width) {
                values = Arrays.copyOf(values, values.length + Math.max(values.length / 2, width));
            }
            makeRow(values, made * width);
            made++;
            visited.visit(new FeatureMatrix(Arrays.copyOfRange(values, (made - 1) * width, made * width), 1, width));
            inVain = visited.sides() > seen ? 0 : inVain + 1;
        }
        return new FeatureMatrix(Arrays.copyOf(values, made * width), made, width);
    }

    private void makeRow(float[] values, int at) {
        RowBox box = new RowBox(categories);
        int[] unfinished = IntStream.range(0, trees.size())
                .filter(number -> visited.most(number) > 0)
                .toArray();
        int first = random.nextInt(Math.max(1, unfinished.length));
        for (int i = 0; i < unfinished.length; i++) {
            int number = unfinished[(first + i) % unfinished.length];
            new PathSearch(trees.get(number), number, box).narrow();
        }
        box.fill(values, at, random);
    }

    /** The path through one tree that shows most, of those that the box still allows. */
    private final class PathSearch {
        private final DecisionTree tree;
        private final int number;
        private final RowBox box;
        private int best;
        /** Splits on the best path until nothing below is new. */
        private int bestLength;

        PathSearch(DecisionTree tree, int number, RowBox box) {
            this.tree = tree;
            this.number = number;
            this.box = box;
        }

        /** Narrows the box to the path, if it shows anything. */
        void narrow() {
            search(0, 0, 0, visited.most(number));
            int node = 0;
            for (int i = 0; i < bestLength; i++) {
                boolean goLeft = bestPath[i] == tree.left(node);
                box.set(box.range(tree.feature(node)).at(tree, node, goLeft));
                node = bestPath[i];
            }
        }

        /** @param most sides below the node that may be new */
        private void search(int node, int length, int shown, int most) {
            if (shown + most <= best) {
                return;
            }
            if (most == 0) {
                best = shown;
                bestLength = length;
                System.arraycopy(path, 0, bestPath, 0, length);
                return;
            }
            FeatureRange before = box.range(tree.feature(node));
            boolean leftFirst = visited.mostOf(number, node, true) >= visited.mostOf(number, node, false);
            for (boolean goLeft : new boolean[] {leftFirst, !leftFirst}) {
                int promised = visited.mostOf(number, node, goLeft);
                FeatureRange narrowed = before.at(tree, node, goLeft);
                if (shown + promised > best && box.isPossible(narrowed)) {
                    int added = visited.isVisited(number, node, goLeft) ? 0 : 1;
                    path[length] = goLeft ? tree.left(node) : tree.right(node);
                    box.set(narrowed);
                    search(path[length], length + 1, shown + added, promised - added);
                }
            }
            box.set(before);
        }
    }
}
