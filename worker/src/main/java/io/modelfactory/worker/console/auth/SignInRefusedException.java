package io.modelfactory.worker.console.auth;

/** Someone is not let in. Its message is shown to them, and holds nothing that they sent. */
public final class SignInRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SignInRefusedException(String message) {
        super(message);
    }

    SignInRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
