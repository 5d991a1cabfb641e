package io.modelfactory.worker.app.wiring;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Gives away a connection that was opened to see whether the database answers: a second one would have the password
 * proved again, which takes more of a short command's time than what it asks.
 */
final class PrimedDataSource extends DirectDataSource {
    private final transient AtomicReference<@Nullable Connection> first = new AtomicReference<>();

    /** Opens the first connection. */
    void prime() throws SQLException {
        first.set(getConnection());
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        Connection ready = first.getAndSet(null);
        return ready != null ? ready : super.getConnection(user, password);
    }
}
