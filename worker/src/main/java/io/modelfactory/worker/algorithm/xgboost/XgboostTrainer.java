package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.EarlyStopping;
import io.modelfactory.worker.algorithm.FixedPointLogisticLoss;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.progress.TrainingRound.ValidationMetric;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Gradient boosted trees by histogram: T. Chen, C. Guestrin, "XGBoost: A Scalable Tree Boosting System", KDD 2016, with
 * the sums of {@link FixedPointLogisticLoss} that no number of threads can change. Categories are split by their index
 * in the mapping of the model descriptor, so that any XGBoost can score the model.
 */
final class XgboostTrainer implements Trainer {
    private final int threads;
    private final ProgressListener progress;

    XgboostTrainer(int threads) {
        this(threads, ProgressListener.none());
    }

    XgboostTrainer(int threads, ProgressListener progress) {
        this.threads = threads;
        this.progress = progress;
    }

    @Override
    public TrainedModel train(
            LabelledMatrix train,
            LabelledMatrix validation,
            List<EncodedFeature> features,
            Map<String, JsonNode> hyperParameters,
            int seed) {
        XgboostParameters parameters = XgboostParameters.of(hyperParameters);
        if (parameters.stopsEarly() && validation.rows() == 0) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID,
                    "hyper_parameters.early_stopping_rounds: needs a validation part, split_fractions.validation is 0");
        }
        FixedPointLogisticLoss loss = train.weights()
                .map(weights -> FixedPointLogisticLoss.weighted(
                        train.labels().toArray(), weights.toArray(), parameters.scalePosWeight()))
                .orElseGet(() -> new FixedPointLogisticLoss(train.labels().toArray(), parameters.scalePosWeight()));
        try (NativeMatrix rows = NativeMatrix.ofQuantiles(train.features(), parameters.maxBin(), threads)) {
            return parameters.stopsEarly()
                    ? model(boostWithEarlyStopping(rows, loss, validation, parameters, seed), features)
                    : boost(rows, loss, parameters, features, seed);
        } catch (XGBoostError | IOException e) {
            throw XgboostErrors.toException("XGBoost cannot train", e);
        }
    }

    private TrainedModel boost(
            NativeMatrix rows,
            FixedPointLogisticLoss loss,
            XgboostParameters parameters,
            List<EncodedFeature> features,
            int seed)
            throws XGBoostError, IOException {
        try (NativeBooster booster = NativeBooster.create(settings(parameters, loss, seed), rows);
                BoostingSession boosting = new BoostingSession(booster, rows, loss)) {
            for (int round = 0; round < parameters.rounds(); round++) {
                boosting.addTree(round);
                progress.onRound(new TrainingRound(round + 1, parameters.rounds(), Optional.empty()));
            }
            return model(booster, features);
        }
    }

    private byte[] boostWithEarlyStopping(
            NativeMatrix rows,
            FixedPointLogisticLoss loss,
            LabelledMatrix validation,
            XgboostParameters parameters,
            int seed)
            throws XGBoostError, IOException {
        EarlyStopping stopping = new EarlyStopping(
                parameters.earlyStoppingRounds(), validation.labels().toArray());
        try (NativeMatrix held = NativeMatrix.ofValues(validation.features(), threads);
                NativeBooster booster = NativeBooster.create(settings(parameters, loss, seed), rows, held);
                BoostingSession boosting = new BoostingSession(booster, rows, loss)) {
            boolean ended = false;
            for (int round = 0; round < parameters.rounds() && !ended; round++) {
                boosting.addTree(round);
                ended = stopping.shouldStopAfter(round, booster.margins(held));
                ValidationMetric validated = new ValidationMetric(EarlyStopping.METRIC, stopping.latestLoss());
                progress.onRound(new TrainingRound(round + 1, parameters.rounds(), Optional.of(validated)));
            }
            return XgboostModelJson.firstRounds(booster.save(NativeBooster.JSON), stopping.bestRoundCount());
        }
    }

    /** @param document as JSON */
    static TrainedModel model(byte[] document, List<EncodedFeature> features) throws XGBoostError, IOException {
        try (NativeBooster model = NativeBooster.load(document)) {
            return model(model, features);
        }
    }

    private static TrainedModel model(NativeBooster model, List<EncodedFeature> features)
            throws XGBoostError, IOException {
        byte[] content = model.save(NativeBooster.UBJSON);
        Map<String, Double> averageGain = new TreeMap<>();
        SplitGains.average(content)
                .forEach((column, gain) -> averageGain.put(features.get(column).name(), gain));
        return new TrainedModel(content, model.rounds(), averageGain);
    }

    private Map<String, Object> settings(XgboostParameters parameters, FixedPointLogisticLoss loss, int seed) {
        Map<String, Object> settings = new HashMap<>(parameters.boosterParameters());
        settings.put("objective", "binary:logistic");
        settings.put("base_score", loss.baseScore());
        settings.put("tree_method", "hist");
        settings.put("max_bin", parameters.maxBin());
        settings.put("device", "cpu");
        settings.put("seed", seed);
        settings.put("nthread", threads);
        settings.put("verbosity", 0);
        return settings;
    }
}
