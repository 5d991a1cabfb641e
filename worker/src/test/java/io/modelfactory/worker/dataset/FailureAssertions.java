package io.modelfactory.worker.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts that a call fails with a code, and returns the assertion on its message. */
public final class FailureAssertions {

    private FailureAssertions() {}

    public static AbstractStringAssert<?> assertFailure(FailureCode code, ThrowingCallable call) {
        FailureException failure = catchThrowableOfType(FailureException.class, call);
        assertThat(failure).as("a failure").isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        return assertThat(failure.getMessage());
    }
}
