package io.modelfactory.worker.failure;

/**
 * The one exception that ends a request or a run by name. Its message names the field or check and the fix; it is
 * written to receipts and events, so it never holds a secret.
 */
public final class FailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureCode code;

    public FailureException(FailureCode code, String message) {
        super(message);
        this.code = code;
    }

    public FailureException(FailureCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public FailureCode code() {
        return code;
    }
}
