package io.modelfactory.local.demo;

/** The demonstration cannot continue; the message says why and where to look, so no stack trace is shown. */
final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoException(String message) {
        super(message);
    }

    DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
