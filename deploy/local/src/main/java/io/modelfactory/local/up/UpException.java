package io.modelfactory.local.up;

/** A command cannot do its work; the message says why in one line and what to do, so that no stack trace is shown. */
final class UpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UpException(String message) {
        super(message);
    }

    UpException(String message, Throwable cause) {
        super(message, cause);
    }
}
