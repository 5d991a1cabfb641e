package io.modelfactory.worker.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.dataset.EncodedFeature;
import io.modelfactory.worker.dataset.LabelledMatrix;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Gradient boosted trees by histogram: T. Chen, C. Guestrin, "XGBoost: A Scalable Tree Boosting System", KDD 2016, with the
 * sums of {@link FixedPointLogistic} that no number of threads can change. Categories are split by their index in the mapping
 * of the model descriptor, so that any XGBoost can score the model.
 */
final class XgboostTrainer implements Trainer {
    static final String ALGORITHM_ID = "xgboost_hist";

    /** What the library calls a column without a name, before its index. */
    private static final String UNNAMED_COLUMN = "f";

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
        if (parameters.stopsEarly() && validation.rows() == 0) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID,
                    "hyper_parameters.early_stopping_rounds: needs a validation part, split_fractions.validation is 0");
        }
        FixedPointLogistic objective = new FixedPointLogistic(train.labels(), parameters.scalePosWeight());
        try (NativeMatrix matrix = NativeMatrix.of(train)) {
            Booster booster =
                    XGBoost.train(matrix.matrix(), settings(parameters, objective, seed), 0, Map.of(), null, null);
            try {
                return parameters.stopsEarly()
                        ? boostUntilBest(booster, objective, matrix, validation, features, parameters)
                        : boost(booster, objective, matrix, features, parameters.rounds());
            } finally {
                booster.dispose();
            }
        } catch (XGBoostError | IOException e) {
            throw LibraryError.asFailure("XGBoost cannot train", e);
        }
    }

    private static TrainedModel boost(
            Booster booster,
            FixedPointLogistic objective,
            NativeMatrix matrix,
            List<EncodedFeature> features,
            int rounds)
            throws XGBoostError {
        for (int round = 0; round < rounds; round++) {
            booster.update(matrix.matrix(), round, objective);
        }
        return model(booster, features);
    }

    private static TrainedModel boostUntilBest(
            Booster booster,
            FixedPointLogistic objective,
            NativeMatrix matrix,
            LabelledMatrix validation,
            List<EncodedFeature> features,
            HyperParameters parameters)
            throws XGBoostError, IOException {
        EarlyStopping stopping = new EarlyStopping(parameters.earlyStoppingRounds());
        try (NativeMatrix held = NativeMatrix.of(validation)) {
            boolean ended = false;
            for (int round = 0; round < parameters.rounds() && !ended; round++) {
                booster.update(matrix.matrix(), round, objective);
                ended = stopping.endsAfter(round, held.logLoss(booster));
            }
        }
        Booster best = ModelDocument.firstRounds(booster, stopping.bestRounds());
        try {
            return model(best, features);
        } finally {
            best.dispose();
        }
    }

    private static TrainedModel model(Booster booster, List<EncodedFeature> features) throws XGBoostError {
        Map<String, Double> gainByFeature = new TreeMap<>();
        booster.getScore("", "gain").forEach((column, gain) -> {
            int index = Integer.parseInt(column.substring(UNNAMED_COLUMN.length()));
            gainByFeature.put(features.get(index).name(), gain);
        });
        return new TrainedModel(booster.toByteArray("ubj"), booster.getNumBoostedRound(), gainByFeature);
    }

    private Map<String, Object> settings(HyperParameters parameters, FixedPointLogistic objective, int seed) {
        Map<String, Object> settings = new HashMap<>(parameters.boosterParameters());
        settings.put("objective", "binary:logistic");
        settings.put("base_score", objective.baseScore());
        settings.put("tree_method", "hist");
        settings.put("device", "cpu");
        settings.put("seed", seed);
        settings.put("nthread", threads);
        settings.put("verbosity", 0);
        return settings;
    }
}
