package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.PositiveWeightBounds;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.RowPieces;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.progress.ProgressListener;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Gradient boosted trees by histogram: T. Chen, C. Guestrin, "XGBoost: A Scalable Tree Boosting System", KDD 2016. The
 * bins are chosen before ({@link CutSample}), the sums of the loss are exact ({@link ExactLogisticLoss}), rows are
 * drawn by their ids ({@link RowSample}): neither threads nor pages nor the order and the place of the rows change a
 * bit of the model. Categories are split as sets.
 */
final class PinnedTrainer implements Trainer {
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
        parameters.constraints().requireMeaningful(features);
        int pieceRows = grower.pieceRows(features.size());
        RowPieces rows = GroupedRows.of(train, features, pieceRows);
        TrainingTargets targets =
                TrainingTargets.read(rows, parameters.numbers().scalePosWeight());
        PositiveWeightBounds.requireBounded(parameters.numbers().scalePosWeight(), targets.rows(), targets.positives());
        Optional<RowPieces> held =
                parameters.numbers().stopsEarly() ? Optional.of(validation.pieces(pieceRows)) : Optional.empty();
        if (parameters.numbers().stopsEarly()) {
            PositiveWeightBounds.requireValidation(
                    parameters.numbers().scalePosWeight(), validation.rows(), validation.positives());
        }
        try (TreeGrower.Growth growth = grower.begin(rows, held)) {
            PinnedCuts cuts = new CutSample(
                            // In any order, so in the one that is read fastest.
                            train.pieces(pieceRows), train.eventKeys(), parameters.cutSampleRows())
                    .cuts(features, parameters.numbers().maxBin() - 1);
            byte[] grown = growth.grow(
                    new GrowthPlan(hyperParameters, features, seed, cuts, targets.boostingBaseScore()), targets);
            return XgboostTrainer.model(XgboostModelJson.withBaseScore(grown, targets.plainBaseScore()), features)
                    .withBins(cuts.asTrainingBins());
        } catch (XGBoostError | IOException e) {
            throw XgboostErrors.toException("XGBoost cannot train", e);
        }
    }
}
