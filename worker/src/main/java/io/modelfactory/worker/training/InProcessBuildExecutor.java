package io.modelfactory.worker.training;

import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.dataset.DatasetPreparer;
import java.util.function.BooleanSupplier;

/** Builds in this process, at once, and on to the end: for a process that is there for nothing else. */
public final class InProcessBuildExecutor implements BuildExecutor {
    private final int threads;
    private final String memoryLimit;

    /**
     * @param threads of one build
     * @param memoryLimit of the rows outside of the heap, such as {@code 1GB}
     */
    public InProcessBuildExecutor(int threads, String memoryLimit) {
        this.threads = threads;
        this.memoryLimit = memoryLimit;
    }

    /** Loads the native libraries, so that the first build need not. */
    public static void warmUp() {
        DatasetPreparer.warmUp();
        TrainerRegistry.warmUp();
    }

    @Override
    public BuildExecution start(BuildSpec order, BooleanSupplier wanted) {
        return new InProcessBuildExecution(
                order,
                new DatasetPreparer(order.folder(), threads, memoryLimit),
                TrainerRegistry.trainerFor(order.profile().algorithmId(), threads));
    }
}
