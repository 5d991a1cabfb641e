package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
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

/** Opens a stored model, in the JSON form that XGBoost documents ("Introduction to Model IO"). */
final class XgboostTreeReader {
    /** Numbers as they are written: by way of a double, a float may be rounded twice. */
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // A split of the missing values from all others is below minus infinity.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build()
            .reader();

    private static final int CATEGORICAL = 1;

    private XgboostTreeReader() {}

    /** @param model that was loaded as it is stored; stays open */
    static TreeEnsemble read(NativeBooster model) throws XGBoostError, IOException {
        JsonNode learner = JSON.readTree(model.save(NativeBooster.JSON)).path("learner");
        int features = model.features();
        List<DecisionTree> trees = new ArrayList<>();
        learner.at("/gradient_booster/model/trees").forEach(tree -> trees.add(tree(tree)));
        TreeEnsemble ensemble = TreeEnsemble.in32Bits(trees, baseMargin(learner), features);
        return withLibrarysBase(ensemble, model, features);
    }

    private static DecisionTree tree(JsonNode tree) {
        int[] left = ints(tree.path("left_children"));
        int[] defaultLeft = ints(tree.path("default_left"));
        boolean[] missingLeft = new boolean[left.length];
        float[] thresholds = new float[left.length];
        double[] margins = new double[left.length];
        double[] covers = new double[left.length];
        for (int node = 0; node < left.length; node++) {
            missingLeft[node] = defaultLeft[node] == 1;
            thresholds[node] = tree.path("split_conditions").path(node).floatValue();
            margins[node] = thresholds[node];
            covers[node] = tree.path("sum_hessian").path(node).doubleValue();
        }
        return new DecisionTree(
                left,
                ints(tree.path("right_children")),
                ints(tree.path("split_indices")),
                thresholds,
                margins,
                missingLeft,
                covers,
                categories(tree));
    }

    private static Map<Integer, BitSet> categories(JsonNode tree) {
        int[] types = ints(tree.path("split_type"));
        int[] codes = ints(tree.path("categories"));
        int[] nodes = ints(tree.path("categories_nodes"));
        int[] starts = ints(tree.path("categories_segments"));
        int[] sizes = ints(tree.path("categories_sizes"));
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

    private static int[] ints(JsonNode numbers) {
        int[] values = new int[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode number = numbers.path(i);
            values[i] = number.isBoolean() ? (number.booleanValue() ? 1 : 0) : number.intValue();
        }
        return values;
    }

    /** The log-odds of the probability that boosting started from. */
    private static float baseMargin(JsonNode learner) {
        String stored = learner.at("/learner_model_param/base_score").asText();
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
