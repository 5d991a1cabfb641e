package io.modelfactory.worker.training.process;

import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.algorithm.TrainingMemory;
import io.modelfactory.worker.algorithm.TrainingRows;
import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import io.modelfactory.worker.training.BuildSpec;

/**
 * What builds will take on an executor.
 *
 * @param rowBytes bound of what the database of a build holds, unless training takes more
 */
record BuildEstimates(TrainerRegistry algorithms, long rowBytes) {

    MemoryEstimate of(BuildSpec spec, TrainingExecutor executor) {
        // A cluster's rows lie in files too, until they are sent.
        boolean onDisk = executor != TrainingExecutor.MEMORY;
        TrainingMemory own =
                trainingMemory(spec, algorithmOf(spec), spec.profile().stopsEarly(), onDisk);
        // A champion's recipe is trained after the window's own, when the memory of that is free again.
        TrainingMemory training = spec.championRecipe()
                .map(recipe -> own.orMore(
                        trainingMemory(spec, algorithms.provider(recipe.algorithmId()), recipe.stopsEarly(), onDisk)))
                .orElse(own);
        return onDisk ? MemoryEstimate.onDisk(spec, rowBytes, training) : MemoryEstimate.of(spec, rowBytes, training);
    }

    TrainerProvider algorithmOf(BuildSpec spec) {
        return algorithms.provider(spec.profile().algorithmId());
    }

    private static TrainingMemory trainingMemory(
            BuildSpec spec, TrainerProvider algorithm, boolean stopsEarly, boolean onDisk) {
        return onDisk
                ? algorithm.estimateDiskMemory(rows(spec, stopsEarly), spec.columns())
                : algorithm.estimateMemory(spec.rows(), spec.columns());
    }

    /** Test rows are scored in pieces when training has ended, and so are validation rows that it does not watch. */
    private static TrainingRows rows(BuildSpec spec, boolean stopsEarly) {
        SplitFractions parts = spec.profile().splitFractions();
        return new TrainingRows(
                spec.rows(),
                (long) (parts.train() * spec.rows()),
                stopsEarly ? (long) (parts.validation() * spec.rows()) : 0);
    }
}
