package io.modelfactory.worker.training.process;

import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.BuildSpec;
import java.util.function.BooleanSupplier;

/**
 * Builds in a process that has one build only, on the executor that is chosen: the process may take all the memory that
 * trainer processes may take together.
 */
public final class ChosenExecutor implements BuildExecutor {
    private final BuildExecutor builder;
    private final BuildEstimates estimates;
    private final ExecutorChoice choice;
    private final MemoryBudget memory;

    /**
     * @param builder that can build on each executor
     * @param rowBytes bound of what the database of a build holds
     * @param budgetBytes that the process may take
     * @param heapBytes of which its heap may take so many
     */
    public ChosenExecutor(
            BuildExecutor builder,
            TrainerRegistry algorithms,
            ExecutorChoice choice,
            long rowBytes,
            long budgetBytes,
            long heapBytes,
            WorkerMeters meters) {
        this.builder = builder;
        this.estimates = new BuildEstimates(algorithms, rowBytes);
        this.choice = choice;
        this.memory = new MemoryBudget(budgetBytes, heapBytes, meters);
    }

    /** @throws io.modelfactory.worker.failure.AttemptFailedException if the algorithm does not train on the executor */
    @Override
    public BuildExecution start(BuildSpec spec, BooleanSupplier wanted, ProgressListener progress) {
        TrainingExecutor executor = choice.of(spec, estimates, memory);
        return builder.start(spec, executor, wanted, progress);
    }
}
