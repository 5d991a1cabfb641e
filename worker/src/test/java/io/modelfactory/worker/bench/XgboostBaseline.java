package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.java.XGBoostJNI;

/**
 * The peer of a run: the library alone, with its own objective and its own bins, on matrices that lie in memory. It
 * learns what the run learns: as many rounds of as deep trees, categories as categories, by the same constraints.
 *
 * @param matrixSeconds to hand the training part over to the library, which copies it
 * @param trainSeconds to boost, and to make the model's document
 * @param judgeSeconds to hand the test part over, score it and take the AUC
 * @param auc of the test part, as the library takes it
 * @param scores of the test part
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
record XgboostBaseline(double matrixSeconds, double trainSeconds, double judgeSeconds, double auc, float[] scores) {
    private static final String TEST = "test";

    /** To be called before the factory's own trainer loads the library: it then uses the same copy. */
    static void loadLibrary() {
        XGBoostJNI.XGBGetLastError();
    }

    static XgboostBaseline run(PreparedDataset dataset, Map<String, JsonNode> hyperParameters, int seed, int threads) {
        return run(dataset.train(), dataset.test(), dataset.features(), hyperParameters, seed, threads);
    }

    static XgboostBaseline run(
            LabelledMatrix train,
            LabelledMatrix test,
            List<EncodedFeature> features,
            Map<String, JsonNode> hyperParameters,
            int seed,
            int threads) {
        if (hyperParameters.containsKey("early_stopping_rounds")) {
            throw new IllegalArgumentException("the peer trains to the last round, and so must the profile");
        }
        Map<String, Object> settings = new HashMap<>(hyperParameters);
        settings.computeIfPresent("monotone_constraints", (key, declared) -> directions((JsonNode) declared, features));
        int rounds = ((JsonNode) Objects.requireNonNull(settings.remove("rounds"), "rounds")).intValue();
        settings.putAll(Map.of(
                "objective",
                "binary:logistic",
                "tree_method",
                "hist",
                "eval_metric",
                "auc",
                "seed",
                seed,
                "nthread",
                threads,
                "verbosity",
                0));
        try {
            return run(train, test, features, settings, rounds);
        } catch (XGBoostError e) {
            throw new IllegalStateException(e);
        }
    }

    /** By column, as the library takes them. */
    static String directions(JsonNode declared, List<EncodedFeature> features) {
        return features.stream()
                .map(feature -> String.valueOf(declared.path(feature.name()).asInt()))
                .collect(Collectors.joining(",", "(", ")"));
    }

    double totalSeconds() {
        return matrixSeconds + trainSeconds + judgeSeconds;
    }

    private static XgboostBaseline run(
            LabelledMatrix trainRows,
            LabelledMatrix testRows,
            List<EncodedFeature> features,
            Map<String, Object> settings,
            int rounds)
            throws XGBoostError {
        long start = System.nanoTime();
        DMatrix train = matrix(trainRows, features);
        final double matrixSeconds = FigureFormat.secondsSince(start);

        start = System.nanoTime();
        Booster booster = XGBoost.train(train, settings, rounds, Map.of(), null, null);
        booster.toByteArray("ubj");
        final double trainSeconds = FigureFormat.secondsSince(start);

        start = System.nanoTime();
        DMatrix test = matrix(testRows, features);
        String judged = booster.evalSet(new DMatrix[] {test}, new String[] {TEST}, rounds - 1);
        final double judgeSeconds = FigureFormat.secondsSince(start);
        float[][] scores = booster.predict(test);
        train.dispose();
        test.dispose();
        booster.dispose();
        return new XgboostBaseline(matrixSeconds, trainSeconds, judgeSeconds, auc(judged), probabilities(scores));
    }

    /** @param judged such as {@code [199]\ttest-auc:0.91} */
    private static double auc(String judged) {
        return Double.parseDouble(judged.substring(judged.lastIndexOf(':') + 1));
    }

    private static float[] probabilities(float[][] scores) {
        float[] probabilities = new float[scores.length];
        for (int row = 0; row < scores.length; row++) {
            probabilities[row] = scores[row][0];
        }
        return probabilities;
    }

    private static DMatrix matrix(LabelledMatrix part, List<EncodedFeature> features) throws XGBoostError {
        DMatrix matrix = new DMatrix(
                part.features().values(), part.rows(), part.features().columns(), Float.NaN);
        matrix.setLabel(part.labels().toArray());
        matrix.setFeatureNames(features.stream().map(EncodedFeature::name).toArray(String[]::new));
        matrix.setFeatureTypes(features.stream()
                .map(feature -> feature.type() == FeatureType.CATEGORICAL ? "c" : "q")
                .toArray(String[]::new));
        return matrix;
    }
}
