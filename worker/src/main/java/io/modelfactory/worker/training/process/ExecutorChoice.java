package io.modelfactory.worker.training.process;

import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.training.BuildSpec;
import java.util.Locale;
import java.util.function.Function;

/** Which executor builds are given, as {@code wiring.training.executor} says. */
public enum ExecutorChoice {
    /** Memory while the estimate fits into the budget, else disk, if the algorithm trains from there. */
    AUTO,
    MEMORY,
    DISK,
    SPARK;

    /** @param wireName as configurations write it */
    public static ExecutorChoice named(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }

    /** As below, for a build. */
    TrainingExecutor of(BuildSpec spec, BuildEstimates estimates, MemoryBudget budget) {
        return of(estimates.algorithmOf(spec), executor -> estimates.of(spec, executor), budget);
    }

    /**
     * @param estimates what the build takes on an executor
     * @param budget what builds may take here
     * @throws AttemptFailedException if the algorithm does not train on the only executor that may be chosen
     */
    TrainingExecutor of(
            TrainerProvider algorithm, Function<TrainingExecutor, MemoryEstimate> estimates, MemoryBudget budget) {
        return switch (this) {
            case MEMORY -> require(algorithm, TrainingExecutor.MEMORY);
            case DISK -> require(algorithm, TrainingExecutor.DISK);
            case SPARK -> require(algorithm, TrainingExecutor.SPARK);
            case AUTO ->
                algorithm.executors().contains(TrainingExecutor.DISK)
                                && (!algorithm.executors().contains(TrainingExecutor.MEMORY)
                                        || !budget.holds(estimates.apply(TrainingExecutor.MEMORY)))
                        ? TrainingExecutor.DISK
                        : TrainingExecutor.MEMORY;
        };
    }

    private static TrainingExecutor require(TrainerProvider algorithm, TrainingExecutor executor) {
        if (!algorithm.executors().contains(executor)) {
            throw new AttemptFailedException(
                    "%s does not train on the executor %s (wiring.training.executor), only on %s"
                            .formatted(
                                    algorithm.algorithmId(),
                                    executor.wireName(),
                                    String.join(
                                            ", ",
                                            algorithm.executors().stream()
                                                    .map(TrainingExecutor::wireName)
                                                    .sorted()
                                                    .toList())));
        }
        return executor;
    }

    /** As configurations write it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
