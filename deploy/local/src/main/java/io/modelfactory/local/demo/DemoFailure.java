package io.modelfactory.local.demo;

/** The demonstration cannot go on; the message says why and where to look, so no stack trace is shown. */
final class DemoFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoFailure(String message) {
        super(message);
    }

    DemoFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
