package io.modelfactory.worker.execution;

import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.evaluate.Champion;
import io.modelfactory.worker.evaluate.IntervalSettings;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.Gate;
import io.modelfactory.worker.resolve.GovernanceProfile;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.training.BuildSpec;
import io.modelfactory.worker.training.StageSeed;
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
        boolean weighted = plan.datasets().stream()
                .anyMatch(
                        dataset -> dataset.materialization().columns().weight().isPresent());
        if (weighted && !algorithm.supportsWeights()) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID,
                    "algorithm_id: " + algorithm.algorithmId()
                            + " trains every row alike, the dataset declares columns.weight");
        }
        return algorithm;
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
                Gate.of(plan.governanceProfile()).gatedMeasures());
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
