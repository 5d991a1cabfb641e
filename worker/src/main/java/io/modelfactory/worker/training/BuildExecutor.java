package io.modelfactory.worker.training;

import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.progress.ProgressListener;
import java.util.function.BooleanSupplier;

/** Executes builds, in this process or elsewhere. Where a build is executed changes no bit of its results. */
public interface BuildExecutor {
    /**
     * Starts a build; may wait until there are resources for it.
     *
     * @param wanted asked now and then; a build that is not wanted any more may be ended with a
     *     {@link TransientFaultException}, wherever it is
     * @param progress told how far the build has come
     * @throws AttemptFailedException if this worker can never have the resources
     */
    BuildExecution start(BuildSpec spec, BooleanSupplier wanted, ProgressListener progress);

    /**
     * The same on a given executor, for those that have several.
     *
     * @param executor one of those that the algorithm trains on
     */
    default BuildExecution start(
            BuildSpec spec, TrainingExecutor executor, BooleanSupplier wanted, ProgressListener progress) {
        return start(spec, wanted, progress);
    }

    /** As above, for those who do not want to know how far it has come. */
    default BuildExecution start(BuildSpec spec, BooleanSupplier wanted) {
        return start(spec, wanted, ProgressListener.none());
    }
}
