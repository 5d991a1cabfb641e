package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.RowPieces;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.progress.ProgressListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Gradient boosted trees by histogram: T. Chen, C. Guestrin, "XGBoost: A Scalable Tree Boosting System", KDD 2016. The
 * bins are chosen before ({@link CutSample}), the sums of the loss are exact ({@link ExactLogisticLoss}), rows are
 * drawn by their ids ({@link RowSample}): neither threads nor pages nor the order and the place of the rows change a
 * bit of the model. Categories are split as sets.
 */
final class PinnedTrainer implements Trainer {
    /** Below, a validation loss under a weighted positive class says too little of when to stop. */
    static final int MIN_VALIDATION_POSITIVES = 100;
    /** How much more than the negatives all positives may count together. */
    static final int MAX_POSITIVE_SHARE = 10;

    private final TreeGrower grower;

    PinnedTrainer(MatrixFactory matrices, ProgressListener progress) {
        this(new LocalGrower(matrices, progress));
    }

    PinnedTrainer(TreeGrower grower) {
        this.grower = grower;
    }

    @Override
    public TrainedModel train(
            LabelledMatrix train,
            LabelledMatrix validation,
            List<EncodedFeature> features,
            Map<String, JsonNode> hyperParameters,
            int seed) {
        PinnedParameters parameters = PinnedParameters.of(hyperParameters);
        parameters.constraints().settings(features);
        int pieceRows = grower.pieceRows(features.size());
        RowPieces rows = train.pieces(pieceRows);
        TrainingTargets targets =
                TrainingTargets.read(rows, parameters.numbers().scalePosWeight());
        requireBoundedWeight(parameters, targets);
        Optional<RowPieces> held =
                parameters.numbers().stopsEarly() ? Optional.of(validation.pieces(pieceRows)) : Optional.empty();
        held.ifPresent(part -> requireValidation(parameters, validation));
        PinnedCuts cuts = new CutSample(rows, targets.eventKeys(), parameters.cutSampleRows())
                .cuts(features, parameters.numbers().maxBin() - 1);
        GrowthPlan plan = new GrowthPlan(hyperParameters, features, seed, cuts, targets.boostingBaseScore());
        try {
            byte[] grown = grower.grow(plan, rows, held, targets);
            return model(XgboostModelJson.withBaseScore(grown, targets.plainBaseScore()), features)
                    .withBins(cuts.asTrainingBins());
        } catch (XGBoostError | IOException e) {
            throw XgboostErrors.toException("XGBoost cannot train", e);
        }
    }

    private static void requireBoundedWeight(PinnedParameters parameters, TrainingTargets targets) {
        double bound = (double) MAX_POSITIVE_SHARE * (targets.rows() - targets.positives()) / targets.positives();
        if (parameters.numbers().scalePosWeight() > Math.max(1, bound)) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID,
                    ("hyper_parameters.scale_pos_weight: with %d positives among %d training rows it may be at most"
                                    + " %s, %d times the negatives by the positives")
                            .formatted(
                                    targets.positives(),
                                    targets.rows(),
                                    Math.max(1, Math.floor(bound * 10) / 10),
                                    MAX_POSITIVE_SHARE));
        }
    }

    private static void requireValidation(PinnedParameters parameters, LabelledMatrix validation) {
        List<String> problems = new ArrayList<>();
        if (validation.rows() == 0) {
            problems.add("needs a validation part, split_fractions.validation is 0");
        } else if (parameters.numbers().scalePosWeight() != 1 && validation.positives() < MIN_VALIDATION_POSITIVES) {
            problems.add("with scale_pos_weight it needs " + MIN_VALIDATION_POSITIVES
                    + " positives in the validation part, which has " + validation.positives());
        }
        if (!problems.isEmpty()) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID,
                    "hyper_parameters.early_stopping_rounds: " + String.join("; ", problems));
        }
    }

    private static TrainedModel model(byte[] document, List<EncodedFeature> features) throws XGBoostError, IOException {
        Map<String, Double> averageGain = new TreeMap<>();
        XgboostModelJson.averageGain(document)
                .forEach((column, gain) -> averageGain.put(features.get(column).name(), gain));
        try (NativeBooster model = NativeBooster.load(document)) {
            return new TrainedModel(model.save(NativeBooster.UBJSON), model.rounds(), averageGain);
        }
    }
}
