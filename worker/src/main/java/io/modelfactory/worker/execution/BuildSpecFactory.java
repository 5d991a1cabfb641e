package io.modelfactory.worker.execution;

import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.dataset.split.BacktestSlot;
import io.modelfactory.worker.evaluate.Champion;
import io.modelfactory.worker.evaluate.TrainingRecipe;
import io.modelfactory.worker.evaluate.interval.IntervalSettings;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.Gate;
import io.modelfactory.worker.resolve.GovernanceProfile;
import io.modelfactory.worker.resolve.ResolvedDataset;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.resolve.TrainingProfile.CalibrationMethod;
import io.modelfactory.worker.training.BuildSpec;
import io.modelfactory.worker.training.StageSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a resolved plan asks a build to do, and the trainer that can do it. */
final class BuildSpecFactory {
    private final DocumentStore documents;
    private final TrainerRegistry algorithms;

    BuildSpecFactory(DocumentStore documents, TrainerRegistry algorithms) {
        this.documents = documents;
        this.algorithms = algorithms;
    }

    /**
     * The trainer that the plan's profile names. Weights that training would ignore must not be declared in vain.
     *
     * @throws FailureException with TRAINING_PROFILE_INVALID if it cannot train by the profile or on the datasets
     */
    TrainerProvider trainer(ResolvedTrainPlan plan) {
        TrainerProvider algorithm = algorithms.provider(plan.trainingProfile().algorithmId());
        algorithm.requireValid(plan.trainingProfile().hyperParameters());
        requireWeights(algorithm, plan.datasets());
        return algorithm;
    }

    private static void requireWeights(TrainerProvider algorithm, List<ResolvedDataset> datasets) {
        boolean weighted = datasets.stream()
                .anyMatch(
                        dataset -> dataset.materialization().columns().weight().isPresent());
        if (weighted && !algorithm.supportsWeights()) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID,
                    "algorithm_id: " + algorithm.algorithmId()
                            + " trains every row alike, the dataset declares columns.weight");
        }
    }

    BuildSpec of(ResolvedTrainPlan plan) {
        return new BuildSpec(
                plan.identity().runKey(),
                plan.datasets(),
                plan.trainingProfile(),
                stageSeed(plan),
                plan.executionStartedAt(),
                plan.baseline().map(pinned -> Champion.of(documents, pinned)),
                intervals(plan.governanceProfile()),
                Gate.of(plan.governanceProfile()).requestedMeasures(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * The windows of the backtest that the governance profile asks for, from the oldest; none if it asks for none.
     *
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if the champion's recipe cannot be trained here
     */
    List<BuildSpec> windows(ResolvedTrainPlan plan) {
        Optional<TrainingRecipe> recipe = plan.governanceProfile()
                .backtest()
                .flatMap(any -> plan.baseline())
                .map(pinned -> Champion.recipe(documents, pinned));
        BuildSpec spec = of(plan);
        recipe.ifPresent(champions -> requireTrainable(champions, spec));
        List<BuildSpec> windows = new ArrayList<>();
        plan.governanceProfile().backtest().ifPresent(settings -> {
            requireTimes(plan);
            for (int number = 1; number <= settings.windows(); number++) {
                windows.add(spec.ofWindow(new BacktestSlot(settings, number), recipe));
            }
        });
        return windows;
    }

    /** On the candidate's rows, which may have weights that it ignores, or lack features that it names. */
    private void requireTrainable(TrainingRecipe recipe, BuildSpec spec) {
        try {
            TrainerProvider algorithm = algorithms.provider(recipe.algorithmId());
            algorithm.requireValid(recipe.hyperParameters());
            algorithm.requireFeatures(recipe.hyperParameters(), spec.featureTypes());
            requireWeights(algorithm, spec.datasets());
            requireValidation(recipe, spec.profile());
        } catch (FailureException untrainable) {
            throw new FailureException(
                    FailureCode.GOVERNANCE_PROFILE_INVALID,
                    "backtest: the recipe of baseline_bundle cannot be trained here: " + untrainable.getMessage(),
                    untrainable);
        }
    }

    /** For the recipe's labels to be looked at before training ends. */
    private static void requireValidation(TrainingRecipe recipe, TrainingProfile profile) {
        if (profile.splitFractions().validation() == 0
                && (recipe.stopsEarly() || recipe.calibration() != CalibrationMethod.NONE)) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID,
                    (recipe.stopsEarly() ? "early_stopping_rounds" : "calibration")
                            + ": needs a validation part, split_fractions.validation is 0");
        }
    }

    private static void requireTimes(ResolvedTrainPlan plan) {
        if (plan.datasets().get(0).materialization().columns().eventTime().isEmpty()) {
            throw new FailureException(
                    FailureCode.GOVERNANCE_PROFILE_INVALID,
                    "backtest: needs columns.event_time, the dataset declares none");
        }
    }

    private static Optional<IntervalSettings> intervals(GovernanceProfile profile) {
        Gate gate = Gate.of(profile);
        return profile.uncertainty().map(pinned -> IntervalSettings.of(pinned, gate.metrics(), gate.margins()));
    }

    private static int stageSeed(ResolvedTrainPlan plan) {
        return StageSeed.of(
                plan.trainingProfile().seedPolicy(),
                plan.identity().runKey(),
                plan.datasets().stream()
                        .map(dataset -> dataset.manifestRef().sha256())
                        .toList());
    }
}
