package io.modelfactory.worker.failure;

/**
 * An attempt at a run used up more than it may have: its process died of it, or memory ran out. Unlike a
 * {@link TransientFaultException} it counts, because the run itself is the likeliest cause; another attempt, perhaps by
 * a worker with more room, may succeed. After its bound the run ends in {@link FailureCode#RUN_ATTEMPTS_EXHAUSTED} with
 * this message.
 */
public final class AttemptFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AttemptFailedException(String message) {
        super(message);
    }

    public AttemptFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
