package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.EncodedFeature;
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
 * The peer of a run: the library alone, with its own objective, on matrices that lie in memory.
 *
 * @param matrixSeconds to hand the training part over to the library, which copies it
 * @param trainSeconds to boost
 * @param predictSeconds to hand the test part over and score it
 * @param scores of the test part
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
record XgboostBaseline(double matrixSeconds, double trainSeconds, double predictSeconds, float[] scores) {

    /** To be called before the factory's own trainer loads the library: it then uses the same copy. */
    static void loadLibrary() {
        XGBoostJNI.XGBGetLastError();
    }

    static XgboostBaseline run(PreparedDataset dataset, Map<String, JsonNode> hyperParameters, int seed, int threads) {
        Map<String, Object> settings = new HashMap<>(hyperParameters);
        settings.computeIfPresent(
                "monotone_constraints", (key, declared) -> directions((JsonNode) declared, dataset.features()));
        int rounds = ((JsonNode) Objects.requireNonNull(settings.remove("rounds"), "rounds")).intValue();
        settings.putAll(Map.of(
                "objective",
                "binary:logistic",
                "tree_method",
                "hist",
                "seed",
                seed,
                "nthread",
                threads,
                "verbosity",
                0));
        try {
            return run(dataset, settings, rounds);
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
        return matrixSeconds + trainSeconds + predictSeconds;
    }

    private static XgboostBaseline run(PreparedDataset dataset, Map<String, Object> settings, int rounds)
            throws XGBoostError {
        long start = System.nanoTime();
        DMatrix train = matrix(dataset.train(), dataset.features());
        final double matrixSeconds = FigureFormat.secondsSince(start);

        start = System.nanoTime();
        Booster booster = XGBoost.train(train, settings, rounds, Map.of(), null, null);
        final double trainSeconds = FigureFormat.secondsSince(start);

        start = System.nanoTime();
        DMatrix test = matrix(dataset.test(), dataset.features());
        float[][] scores = booster.predict(test);
        final double predictSeconds = FigureFormat.secondsSince(start);
        train.dispose();
        test.dispose();
        booster.dispose();
        return new XgboostBaseline(matrixSeconds, trainSeconds, predictSeconds, probabilities(scores));
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
        return matrix;
    }
}
