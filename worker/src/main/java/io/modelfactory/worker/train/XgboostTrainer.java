package io.modelfactory.worker.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.dataset.EncodedFeature;
import io.modelfactory.worker.dataset.LabelledMatrix;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Gradient boosted trees by histogram: T. Chen, C. Guestrin, "XGBoost: A Scalable Tree Boosting System", KDD 2016. The
 * histogram method adds up gradients in an order that does not depend on the number of threads. Categories are split by
 * their index in the mapping of the model descriptor, so that any XGBoost can score the model.
 */
final class XgboostTrainer implements Trainer {
    static final String ALGORITHM_ID = "xgboost_hist";

    private static final String VALIDATION = "validation";

    private final int threads;

    XgboostTrainer(int threads) {
        this.threads = threads;
    }

    @Override
    public void requireValid(Map<String, JsonNode> hyperParameters) {
        HyperParameters.of(hyperParameters);
    }

    @Override
    public TrainedModel train(
            LabelledMatrix train,
            LabelledMatrix validation,
            List<EncodedFeature> features,
            Map<String, JsonNode> hyperParameters,
            int seed) {
        HyperParameters parameters = HyperParameters.of(hyperParameters);
        boolean stopsEarly = parameters.earlyStoppingRounds() > 0;
        if (stopsEarly && validation.rows() == 0) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID,
                    "hyper_parameters.early_stopping_rounds: needs a validation part, split_fractions.validation is 0");
        }
        try (NativeMatrix matrix = NativeMatrix.of(train, features)) {
            int rounds = parameters.rounds();
            if (stopsEarly) {
                rounds = bestRounds(matrix, validation, features, parameters, seed);
            }
            return boost(matrix, features, settings(parameters, seed), rounds);
        } catch (XGBoostError e) {
            throw new FailureException(FailureCode.TRAINING_FAILED, "XGBoost: " + e.getMessage(), e);
        }
    }

    /**
     * The number of rounds with the smallest validation loss. The library cannot cut a model back to its best round, so the
     * model is boosted once more up to there; the same seed gives the same first trees.
     */
    private int bestRounds(
            NativeMatrix matrix,
            LabelledMatrix validation,
            List<EncodedFeature> features,
            HyperParameters parameters,
            int seed)
            throws XGBoostError {
        float[][] losses = new float[1][parameters.rounds()];
        try (NativeMatrix held = NativeMatrix.of(validation, features)) {
            Map<String, DMatrix> watches = new LinkedHashMap<>();
            watches.put(VALIDATION, held.matrix());
            Booster booster = XGBoost.train(
                    matrix.matrix(),
                    settings(parameters, seed),
                    parameters.rounds(),
                    watches,
                    losses,
                    null,
                    null,
                    parameters.earlyStoppingRounds());
            try {
                return bestRound(losses[0], booster.getNumBoostedRound()) + 1;
            } finally {
                booster.dispose();
            }
        }
    }

    private static int bestRound(float[] losses, int boosted) {
        int best = 0;
        for (int round = 1; round < boosted; round++) {
            if (losses[round] < losses[best]) {
                best = round;
            }
        }
        return best;
    }

    private static TrainedModel boost(
            NativeMatrix matrix, List<EncodedFeature> features, Map<String, Object> settings, int rounds)
            throws XGBoostError {
        Booster booster = XGBoost.train(matrix.matrix(), settings, rounds, Map.of(), null, null);
        try {
            String[] names = features.stream().map(EncodedFeature::name).toArray(String[]::new);
            return new TrainedModel(booster.toByteArray("ubj"), rounds, booster.getScore(names, "gain"));
        } finally {
            booster.dispose();
        }
    }

    private Map<String, Object> settings(HyperParameters parameters, int seed) {
        Map<String, Object> settings = new HashMap<>(parameters.boosterParameters());
        settings.put("objective", "binary:logistic");
        settings.put("eval_metric", "logloss");
        settings.put("tree_method", "hist");
        settings.put("device", "cpu");
        settings.put("seed", seed);
        settings.put("nthread", threads);
        settings.put("verbosity", 0);
        return settings;
    }

    /** A matrix in the library's own memory, given back when closed. */
    private record NativeMatrix(DMatrix matrix) implements AutoCloseable {

        static NativeMatrix of(LabelledMatrix rows, List<EncodedFeature> features) throws XGBoostError {
            DMatrix matrix = new DMatrix(
                    rows.features().values(), rows.rows(), rows.features().columns(), Float.NaN);
            matrix.setLabel(rows.labels());
            matrix.setFeatureNames(features.stream().map(EncodedFeature::name).toArray(String[]::new));
            return new NativeMatrix(matrix);
        }

        @Override
        public void close() {
            matrix.dispose();
        }
    }
}
