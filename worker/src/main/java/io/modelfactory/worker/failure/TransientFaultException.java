package io.modelfactory.worker.failure;

/**
 * An external dependency (store, database, registry, broker) did not answer as it should. It says nothing about the
 * run: the work is tried again, in place at first and later by another claim. No {@link FailureCode} is derived from
 * it, but for a publication that is left pending and has to state a reason.
 */
public final class TransientFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TransientFaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
