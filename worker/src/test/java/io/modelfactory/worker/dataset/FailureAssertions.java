package io.modelfactory.worker.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How these tests ask for a failure: by its code, then by what the message tells. */
final class FailureAssertions {

    private FailureAssertions() {}

    static AbstractStringAssert<?> assertFailure(FailureCode code, ThrowingCallable call) {
        FailureException failure = catchThrowableOfType(FailureException.class, call);
        assertThat(failure).as("a failure").isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        return assertThat(failure.getMessage());
    }
}
