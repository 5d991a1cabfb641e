package io.modelfactory.worker.training;

import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.evaluate.TrainingRecipe;
import io.modelfactory.worker.evaluate.calibration.CalibrationFit;
import io.modelfactory.worker.model.CalibratedScorer;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.ScoreCalibration;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.resolve.TrainingProfile.CalibrationMethod;
import java.util.Optional;
import java.util.function.Function;

/** Trains the champion's recipe again, on the candidate's training rows. */
final class ChampionRecipeTrainer {
    private final TrainerRegistry algorithms;
    private final Function<TrainerProvider, Trainer> trainers;

    /** @param trainers on the executor of the build */
    ChampionRecipeTrainer(TrainerRegistry algorithms, Function<TrainerProvider, Trainer> trainers) {
        this.algorithms = algorithms;
        this.trainers = trainers;
    }

    /** The scores of the test rows. */
    float[] scores(TrainingRecipe recipe, PreparedDataset dataset, TrainingProfile profile) {
        TrainerProvider algorithm = algorithms.provider(recipe.algorithmId());
        TrainedModel model = trainers.apply(algorithm)
                .train(
                        dataset.train(),
                        dataset.validation(),
                        dataset.features(),
                        recipe.hyperParameters(),
                        recipe.stageSeed());
        try (ModelScorer uncalibrated = algorithm.load(model.content())) {
            Optional<ScoreCalibration> calibration = recipe.calibration() == CalibrationMethod.NONE
                    ? Optional.empty()
                    : CalibrationFit.of(
                            recipe.in(profile),
                            dataset.validation(),
                            uncalibrated.score(dataset.validation().features()));
            return CalibratedScorer.of(uncalibrated, calibration)
                    .score(dataset.test().features());
        }
    }
}
