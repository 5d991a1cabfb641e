package io.modelfactory.worker.build;

import io.modelfactory.worker.dataset.DatasetPreparer;
import io.modelfactory.worker.train.Trainers;
import java.util.function.BooleanSupplier;

/** Builds in this process, at once, and on to the end: for a process that is there for nothing else. */
public final class LocalBuilder implements Builder {
    private final int threads;
    private final String memoryLimit;

    /**
     * @param threads of one build
     * @param memoryLimit of the rows outside of the heap, such as {@code 1GB}
     */
    public LocalBuilder(int threads, String memoryLimit) {
        this.threads = threads;
        this.memoryLimit = memoryLimit;
    }

    /** Loads the native libraries, so that the first build need not. */
    public static void warmUp() {
        DatasetPreparer.warmUp();
        Trainers.warmUp();
    }

    @Override
    public Build begin(BuildOrder order, BooleanSupplier wanted) {
        return new LocalBuild(
                order,
                new DatasetPreparer(order.folder(), threads, memoryLimit),
                Trainers.forAlgorithm(order.profile().algorithmId(), threads));
    }
}
