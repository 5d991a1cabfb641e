package io.modelfactory.worker.app.wiring;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Connections that another thread can end in the middle of a statement. */
final class AbortableConnections extends DirectDataSource {
    private final transient Set<Connection> opened = ConcurrentHashMap.newKeySet();

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        Connection connection = super.getConnection(user, password);
        opened.removeIf(AbortableConnections::isClosed);
        opened.add(connection);
        return connection;
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException unusable) {
            return true;
        }
    }

    /** A thread that waits for an answer on one of them gets an exception of a lost connection. */
    void abortAll() {
        for (Connection connection : opened) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException lostAlready) {
                // It ends nothing any more.
            }
        }
    }
}
