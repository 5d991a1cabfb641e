package io.modelfactory.worker.training;

import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import java.util.function.BooleanSupplier;

/** Does builds, in this process or elsewhere. */
public interface BuildExecutor {
    /**
     * May wait until there is room for the build.
     *
     * @param wanted asked now and then; a build that is not wanted any more may be ended with a {@link
     *     TransientFaultException}, wherever it is
     * @throws AttemptFailedException if there never is room for it here
     */
    BuildExecution start(BuildSpec order, BooleanSupplier wanted);
}
