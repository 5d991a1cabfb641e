package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.tree.DecisionTree;
import io.modelfactory.worker.model.tree.TreeEnsemble;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Opens a stored model, in the JSON form that XGBoost documents ("Introduction to Model IO"), one token at a time. A
 * float is read as it is written: by way of a double, it may be rounded twice.
 */
final class XgboostTreeReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            // A split of the missing values from all others is below minus infinity.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            // To the same bits as the JDK's.
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private static final String TREES = "/learner/gradient_booster/model/trees";
    private static final String BASE_SCORE = "/learner/learner_model_param/base_score";
    private static final int CATEGORICAL = 1;
    private static final int USUAL_NODES = 128;

    private XgboostTreeReader() {}

    /** @param model that was loaded as it is stored; stays open */
    static TreeEnsemble read(NativeBooster model) throws XGBoostError, IOException {
        List<DecisionTree> trees = new ArrayList<>();
        String baseScore = "";
        try (JsonParser in = JSON.createParser(model.save(NativeBooster.JSON))) {
            while (in.nextToken() != null) {
                if (in.currentToken() == JsonToken.START_ARRAY && isAt(in, TREES)) {
                    while (in.nextToken() != JsonToken.END_ARRAY) {
                        trees.add(tree(in));
                    }
                } else if (in.currentToken() == JsonToken.VALUE_STRING && isAt(in, BASE_SCORE)) {
                    baseScore = in.getText();
                }
            }
        }
        int features = model.features();
        return withLibrarysBase(TreeEnsemble.in32Bits(trees, baseMargin(baseScore), features), model, features);
    }

    /** The path is long to make, so the name is compared first. */
    private static boolean isAt(JsonParser in, String path) throws IOException {
        String name = in.currentName();
        return name != null
                && path.endsWith("/" + name)
                && in.getParsingContext().pathAsPointer().toString().equals(path);
    }

    /** Each list has an element a node, but for those of categories. */
    private static DecisionTree tree(JsonParser in) throws IOException {
        Map<String, int[]> lists = new HashMap<>();
        float[] thresholds = {};
        double[] covers = {};
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "split_conditions" -> thresholds = floats(in);
                case "sum_hessian" -> covers = doubles(in);
                case "left_children",
                        "right_children",
                        "split_indices",
                        "default_left",
                        "split_type",
                        "categories",
                        "categories_nodes",
                        "categories_segments",
                        "categories_sizes" -> lists.put(name, ints(in));
                default -> in.skipChildren();
            }
        }
        int[] defaultLeft = list(lists, "default_left");
        boolean[] missingLeft = new boolean[defaultLeft.length];
        double[] margins = new double[thresholds.length];
        for (int node = 0; node < missingLeft.length; node++) {
            missingLeft[node] = defaultLeft[node] == 1;
        }
        for (int node = 0; node < margins.length; node++) {
            margins[node] = thresholds[node];
        }
        return new DecisionTree(
                list(lists, "left_children"),
                list(lists, "right_children"),
                list(lists, "split_indices"),
                thresholds,
                margins,
                missingLeft,
                covers,
                categories(lists));
    }

    private static int[] list(Map<String, int[]> lists, String name) {
        return lists.getOrDefault(name, new int[0]);
    }

    private static Map<Integer, BitSet> categories(Map<String, int[]> tree) {
        int[] types = list(tree, "split_type");
        int[] codes = list(tree, "categories");
        int[] nodes = list(tree, "categories_nodes");
        int[] starts = list(tree, "categories_segments");
        int[] sizes = list(tree, "categories_sizes");
        Map<Integer, BitSet> byNode = new HashMap<>();
        for (int i = 0; i < nodes.length; i++) {
            BitSet goRight = new BitSet();
            Arrays.stream(codes, starts[i], starts[i] + sizes[i]).forEach(goRight::set);
            if (types[nodes[i]] == CATEGORICAL) {
                byNode.put(nodes[i], goRight);
            }
        }
        return byNode;
    }

    private static int[] ints(JsonParser in) throws IOException {
        int[] values = new int[USUAL_NODES];
        int count = 0;
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            values = count < values.length ? values : Arrays.copyOf(values, 2 * count);
            values[count++] = token.isBoolean() ? (token == JsonToken.VALUE_TRUE ? 1 : 0) : in.getIntValue();
        }
        return Arrays.copyOf(values, count);
    }

    private static float[] floats(JsonParser in) throws IOException {
        float[] values = new float[USUAL_NODES];
        int count = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            values = count < values.length ? values : Arrays.copyOf(values, 2 * count);
            values[count++] = in.getFloatValue();
        }
        return Arrays.copyOf(values, count);
    }

    private static double[] doubles(JsonParser in) throws IOException {
        double[] values = new double[USUAL_NODES];
        int count = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            values = count < values.length ? values : Arrays.copyOf(values, 2 * count);
            values[count++] = in.getDoubleValue();
        }
        return Arrays.copyOf(values, count);
    }

    /** The log-odds of the probability that boosting started from. */
    private static float baseMargin(String stored) {
        float probability = Float.parseFloat(stored.replaceAll("[\\[\\]]", ""));
        return (float) -StrictMath.log(1f / probability - 1f);
    }

    /**
     * The library's logarithm may differ in the last bit. The margin of a row without values says which number it began
     * with, and that all the trees were read as the library reads them.
     */
    private static TreeEnsemble withLibrarysBase(TreeEnsemble read, NativeBooster booster, int features)
            throws XGBoostError {
        float[] values = new float[features];
        Arrays.fill(values, Float.NaN);
        float[] library = new float[1];
        try (NativeFloatArray row = new NativeFloatArray(features)) {
            row.put(values, 0, features);
            booster.margins(row, 1, features, library, 0);
        }
        FeatureMatrix rows = new FeatureMatrix(values, 1, features);
        float base = read.baseMargin();
        for (float candidate : new float[] {base, Math.nextUp(base), Math.nextDown(base)}) {
            TreeEnsemble ensemble = read.withBaseMargin(candidate);
            if (ensemble.margins(rows)[0] == library[0]) {
                return ensemble;
            }
        }
        throw new XGBoostError("the trees of the model give a row without values a margin of " + read.margins(rows)[0]
                + ", the library gives " + library[0]);
    }
}
