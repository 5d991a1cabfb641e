package io.modelfactory.worker.algorithm.lightgbm;

import io.modelfactory.worker.model.tree.DecisionTree;
import io.modelfactory.worker.model.tree.TreeEnsemble;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens a stored model. LightGBM's text has no description but the code that reads it (src/io/tree.cpp): splits are
 * numbered, a child below 0 is the leaf of its complement, numbers go left up to the threshold, categories that are
 * listed go left.
 */
final class LightgbmTreeReader {
    private static final Pattern FEATURES = Pattern.compile("\nmax_feature_idx=(\\d+)\n");
    private static final Pattern TREE = Pattern.compile("\nTree=\\d+\n(.*?)(?=\nTree=|\nend of trees)", Pattern.DOTALL);

    private static final int CATEGORICAL = 1;
    private static final int DEFAULT_LEFT = 2;
    private static final int MISSING_SHIFT = 2;
    private static final int MISSING_MASK = 3;
    private static final int MISSING_IS_ZERO_VALUE = 0;
    private static final int MISSING_IS_NAN = 2;
    private static final int WORD_BITS = 32;

    private final Map<String, String> members = new HashMap<>();
    private final int splits;
    private final int[] left;
    private final int[] right;
    private final int[] feature;
    private final float[] threshold;
    private final double[] margin;
    private final boolean[] missingLeft;
    private final double[] cover;
    private final Map<Integer, BitSet> categories = new HashMap<>();

    private LightgbmTreeReader(String block) {
        block.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                members.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        int leaves = Integer.parseInt(members.getOrDefault("num_leaves", "0"));
        this.splits = leaves - 1;
        int nodes = splits + leaves;
        this.left = new int[nodes];
        this.right = new int[nodes];
        this.feature = new int[nodes];
        this.threshold = new float[nodes];
        this.margin = new double[nodes];
        this.missingLeft = new boolean[nodes];
        this.cover = new double[nodes];
    }

    /** @throws IllegalStateException if it is written otherwise than models are that are trained here */
    static TreeEnsemble read(byte[] model) {
        String text = new String(model, StandardCharsets.UTF_8);
        Matcher features = FEATURES.matcher(text);
        if (!features.find()) {
            throw new IllegalStateException("the model has no max_feature_idx");
        }
        List<DecisionTree> trees = new ArrayList<>();
        TREE.matcher(text).results().forEach(tree -> trees.add(new LightgbmTreeReader(tree.group(1)).tree()));
        return TreeEnsemble.in64Bits(trees, Integer.parseInt(features.group(1)) + 1);
    }

    private DecisionTree tree() {
        double[] leafValues = numbers("leaf_value");
        double[] leafCounts = numbers("leaf_count");
        for (int leaf = 0; leaf <= splits; leaf++) {
            int node = splits + leaf;
            left[node] = DecisionTree.NO_CHILD;
            right[node] = DecisionTree.NO_CHILD;
            margin[node] = leafValues[leaf];
            cover[node] = splits == 0 ? 1 : leafCounts[leaf];
        }
        if (splits > 0) {
            readSplits();
        }
        return new DecisionTree(left, right, feature, threshold, margin, missingLeft, cover, categories);
    }

    private void readSplits() {
        double[] features = numbers("split_feature");
        double[] thresholds = numbers("threshold");
        double[] types = numbers("decision_type");
        double[] lefts = numbers("left_child");
        double[] rights = numbers("right_child");
        double[] counts = numbers("internal_count");
        for (int split = 0; split < splits; split++) {
            int type = (int) types[split];
            int missing = type >> MISSING_SHIFT & MISSING_MASK;
            if (missing != MISSING_IS_ZERO_VALUE && missing != MISSING_IS_NAN) {
                throw new IllegalStateException("a split takes zeros for missing values");
            }
            feature[split] = (int) features[split];
            cover[split] = counts[split];
            if ((type & CATEGORICAL) == 0) {
                left[split] = node(lefts[split]);
                right[split] = node(rights[split]);
                threshold[split] = above(thresholds[split]);
                missingLeft[split] = missing == MISSING_IS_NAN ? (type & DEFAULT_LEFT) != 0 : 0 < threshold[split];
            } else {
                // Here what is listed goes right.
                left[split] = node(rights[split]);
                right[split] = node(lefts[split]);
                BitSet listed = categories((int) thresholds[split]);
                categories.put(split, listed);
                missingLeft[split] = missing == MISSING_IS_NAN || !listed.get(0);
            }
        }
    }

    private int node(double child) {
        return child < 0 ? splits + ~(int) child : (int) child;
    }

    /** The least float above: a float is at most the threshold if it is less than this. */
    private static float above(double threshold) {
        float nearest = (float) threshold;
        return nearest > threshold ? nearest : Math.nextUp(nearest);
    }

    private BitSet categories(int place) {
        double[] boundaries = numbers("cat_boundaries");
        double[] words = numbers("cat_threshold");
        BitSet listed = new BitSet();
        for (int word = (int) boundaries[place]; word < boundaries[place + 1]; word++) {
            long bits = (long) words[word];
            for (int bit = 0; bit < WORD_BITS; bit++) {
                listed.set((word - (int) boundaries[place]) * WORD_BITS + bit, (bits >> bit & 1) == 1);
            }
        }
        return listed;
    }

    private double[] numbers(String name) {
        String[] texts = members.getOrDefault(name, "").trim().split(" +", -1);
        double[] values = new double[texts.length];
        for (int i = 0; i < texts.length; i++) {
            values[i] = number(texts[i]);
        }
        return values;
    }

    /** A split that only parts rows with a value from those without one has the threshold {@code inf}. */
    private static double number(String text) {
        return switch (text) {
            case "" -> 0;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
