package io.modelfactory.local;

/**
 * A server on a loopback port that is chosen once: stopping and starting it again keeps both its address and its data,
 * as an outage would. Faults at start are {@link IllegalStateException}s.
 */
public interface LocalService extends AutoCloseable {
    /** Returns when the server answers; does nothing if it runs already. */
    void start();

    /** Returns when the port is free; does nothing if the server does not run. */
    void stop();

    default void restart() {
        stop();
        start();
    }

    /** Stops for good, and deletes a temporary data folder. */
    @Override
    void close();
}
