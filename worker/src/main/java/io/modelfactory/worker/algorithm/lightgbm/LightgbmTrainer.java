package io.modelfactory.worker.algorithm.lightgbm;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.jna.Memory;
import io.modelfactory.worker.algorithm.EarlyStopping;
import io.modelfactory.worker.algorithm.FixedPointLogisticLoss;
import io.modelfactory.worker.algorithm.PositiveWeightBounds;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.progress.TrainingRound.ValidationMetric;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Gradient boosted trees that grow leaf by leaf: G. Ke et al., "LightGBM: A Highly Efficient Gradient Boosting Decision
 * Tree", NIPS 2017, with the sums of {@link FixedPointLogisticLoss} that no number of threads can change. Categories
 * are split by their index in the mapping of the model descriptor; a missing one goes to the right at each such split,
 * in training as in scoring.
 */
final class LightgbmTrainer implements Trainer {
    private static final String FIXED =
            "objective=none boosting=gbdt tree_learner=serial device_type=cpu deterministic=true"
                    + " force_row_wise=true boost_from_average=false verbosity=-1 ";

    private final int threads;
    private final ProgressListener progress;

    LightgbmTrainer(int threads, ProgressListener progress) {
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
        LightgbmParameters parameters = LightgbmParameters.of(hyperParameters);
        requireRows(train, validation, parameters);
        LightgbmLibrary.silence();
        FixedPointLogisticLoss loss = loss(train, parameters.scalePosWeight());
        double start = logOdds(loss.baseScore());
        // Scores are probabilities: what is stored begins at the plain share of positives, whatever they count.
        double plain = parameters.scalePosWeight() == 1
                ? start
                : logOdds(loss(train, 1).baseScore());
        String settings = FIXED + "num_threads=" + threads + " seed=" + seed + " " + parameters.forTheLibrary()
                + parameters.constraintsForTheLibrary(features)
                + categorical(features);
        try (LightgbmDataset rows = LightgbmDataset.of(train, start, settings, null)) {
            if (!parameters.stopsEarly()) {
                try (LightgbmBooster booster = LightgbmBooster.create(rows, Optional.empty(), settings)) {
                    boost(booster, rows, loss, parameters, Optional.empty(), 0);
                    return model(booster, booster.iterations(), plain, features);
                }
            }
            EarlyStopping stopping = new EarlyStopping(
                    parameters.earlyStoppingRounds(), validation.labels().toArray(), parameters.scalePosWeight());
            try (LightgbmDataset held = LightgbmDataset.of(validation, start, settings, rows);
                    LightgbmBooster booster = LightgbmBooster.create(rows, Optional.of(held), settings)) {
                boost(booster, rows, loss, parameters, Optional.of(stopping), held.rows());
                return model(booster, stopping.bestRoundCount(), plain, features);
            }
        }
    }

    private static void requireRows(LabelledMatrix train, LabelledMatrix validation, LightgbmParameters parameters) {
        if (parameters.stopsEarly()) {
            PositiveWeightBounds.requireValidation(
                    parameters.scalePosWeight(), validation.rows(), validation.positives());
        }
        int positives = train.positives();
        if (positives == 0 || positives == train.rows()) {
            throw new FailureException(FailureCode.TRAINING_FAILED, "LightGBM needs rows of both classes to train on");
        }
        PositiveWeightBounds.requireBounded(parameters.scalePosWeight(), train.rows(), positives);
    }

    private static FixedPointLogisticLoss loss(LabelledMatrix train, double positiveWeight) {
        return train.weights()
                .map(weights ->
                        FixedPointLogisticLoss.weighted(train.labels().toArray(), weights.toArray(), positiveWeight))
                .orElseGet(() -> new FixedPointLogisticLoss(train.labels().toArray(), positiveWeight));
    }

    private static double logOdds(double probability) {
        return StrictMath.log(probability / (1 - probability));
    }

    private static String categorical(List<EncodedFeature> features) {
        String columns = IntStream.range(0, features.size())
                .filter(column -> features.get(column).type() == FeatureType.CATEGORICAL)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(","));
        return columns.isEmpty() ? "" : "categorical_feature=" + columns;
    }

    /** @param heldRows of validation; 0 if none are watched */
    private void boost(
            LightgbmBooster booster,
            LightgbmDataset rows,
            FixedPointLogisticLoss loss,
            LightgbmParameters parameters,
            Optional<EarlyStopping> stopping,
            int heldRows) {
        try (Memory gradients = new Memory((long) rows.rows() * Float.BYTES);
                Memory hessians = new Memory((long) rows.rows() * Float.BYTES);
                Memory margins = new Memory((long) rows.rows() * Float.BYTES);
                Memory heldMargins = new Memory(Math.max(1L, heldRows) * Float.BYTES);
                Memory scratch = new Memory((long) Math.max(rows.rows(), heldRows) * Double.BYTES)) {
            FloatBuffer held = floats(heldMargins, heldRows);
            boolean ended = false;
            for (int round = 0; round < parameters.rounds() && !ended; round++) {
                booster.margins(0, scratch, floats(margins, rows.rows()));
                loss.derive(
                        floats(margins, rows.rows()), floats(gradients, rows.rows()), floats(hessians, rows.rows()));
                ended = !booster.boost(gradients, hessians);
                if (stopping.isPresent()) {
                    booster.margins(1, scratch, held);
                    ended |= stopping.get().shouldStopAfter(round, held);
                }
                progress.onRound(new TrainingRound(
                        round + 1,
                        parameters.rounds(),
                        stopping.map(watched -> new ValidationMetric(EarlyStopping.METRIC, watched.latestLoss()))));
            }
        }
    }

    private static FloatBuffer floats(Memory memory, int count) {
        return memory.getByteBuffer(0, (long) count * Float.BYTES).asFloatBuffer();
    }

    /** @param start log-odds of the plain share of positives, which become part of the first tree */
    private static TrainedModel model(
            LightgbmBooster booster, int iterations, double start, List<EncodedFeature> features) {
        Map<String, Double> averageGain = new TreeMap<>();
        double[] gains = booster.importance(iterations, LightgbmLibrary.GAIN);
        double[] splits = booster.importance(iterations, LightgbmLibrary.SPLITS);
        for (int column = 0; column < splits.length; column++) {
            if (splits[column] > 0) {
                averageGain.put(features.get(column).name(), gains[column] / splits[column]);
            }
        }
        booster.shiftFirstTree(LightgbmModelText.leavesOfFirstTree(booster.save(1)), start);
        String text = LightgbmModelText.stored(booster.save(iterations));
        return new TrainedModel(text.getBytes(StandardCharsets.UTF_8), iterations, averageGain);
    }
}
