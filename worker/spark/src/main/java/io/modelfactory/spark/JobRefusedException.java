package io.modelfactory.spark;

/** A job that is not done, with a name for the reason. */
final class JobRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param name in capitals, which people search for */
    JobRefusedException(String name, String message) {
        super(name + ": " + message);
    }
}
