package io.modelfactory.worker.request;

import io.modelfactory.worker.failure.FailureCode;
import java.util.List;
import java.util.stream.Collectors;

/** One field that breaks its contract. */
record FieldViolation(FailureCode code, String field, String problem) {

    /** All violations in one message: {@code field: problem; field: problem}. */
    static String describe(List<FieldViolation> violations) {
        return violations.stream()
                .map(violation -> violation.field() + ": " + violation.problem())
                .collect(Collectors.joining("; "));
    }
}
