package io.modelfactory.worker.build;

import io.modelfactory.worker.failure.AttemptSpentException;
import io.modelfactory.worker.failure.TransientFaultException;
import java.util.function.BooleanSupplier;

/** Does builds, in this process or elsewhere. */
public interface Builder {
    /**
     * May wait until there is room for the build.
     *
     * @param wanted asked now and then; a build that is not wanted any more may be ended with a {@link
     *     TransientFaultException}, wherever it is
     * @throws AttemptSpentException if there never is room for it here
     */
    Build begin(BuildOrder order, BooleanSupplier wanted);
}
