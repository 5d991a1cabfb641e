package io.modelfactory.worker.request;

import io.modelfactory.worker.config.OwnershipBoundaries;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;

/**
 * A worker that the platform has not agreed to takes no work; the sender gets a refusal, and can do nothing about it.
 */
record OwnershipGuard(OwnershipBoundaries boundaries) implements AdmissionGuard {
    private static final int MAX_DISPLAYED = 3;

    @Override
    public void check(IncomingMessage asked) {
        List<String> violations = boundaries.violations();
        if (!violations.isEmpty()) {
            List<String> shown = violations.subList(0, Math.min(MAX_DISPLAYED, violations.size()));
            throw new FailureException(
                    FailureCode.OWNERSHIP_BOUNDARY_VIOLATION,
                    "ownership_boundaries_ref: the worker is outside its boundaries (" + String.join("; ", shown)
                            + "); its operator must put the file right and start it again");
        }
    }
}
