package io.modelfactory.worker.ledger;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Notifies workers that a run may be claimed, by {@code NOTIFY} in the transaction that made it claimable. A
 * notification names no run and may come too often or, through a proxy that pools transactions, never: it only shortens
 * the wait until the next poll.
 */
public final class RunNotifications implements AutoCloseable {
    private static final String CHANNEL = "mf_runs";
    private static final int VALIDATION_TIMEOUT_SECONDS = 5;

    private final Connection connection;
    private final PGConnection notifications;

    private RunNotifications(Connection connection, PGConnection notifications) {
        this.connection = connection;
        this.notifications = notifications;
    }

    /** Notifies them. PostgreSQL delivers the notifications of one transaction as one. */
    static final String SEND_SQL = "pg_notify('" + CHANNEL + "', '')";

    /**
     * Listens from now on.
     *
     * @param database opens a connection of its own for each caller: not a pool
     * @throws TransientFaultException if it opens none
     */
    public static RunNotifications listen(DataSource database) {
        return listen(database, "LISTEN " + CHANNEL);
    }

    /** The same, and for every change of a run, shortly after it: when its message is relayed. */
    public static RunNotifications listenForChanges(DataSource database) {
        return listen(database, "LISTEN " + CHANNEL + "; LISTEN " + OutboxReader.CHANGES);
    }

    private static RunNotifications listen(DataSource database, String command) {
        try {
            return listen(database.getConnection(), command);
        } catch (SQLException fault) {
            throw connectionLost(fault);
        }
    }

    private static RunNotifications listen(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
            return new RunNotifications(connection, connection.unwrap(PGConnection.class));
        } catch (SQLException fault) {
            connection.close();
            throw fault;
        }
    }

    /**
     * Waits for notifications; false if none came.
     *
     * @throws TransientFaultException if the connection is lost, and with it this listener
     */
    public boolean await(Duration atMost) {
        try {
            PGNotification[] received = notifications.getNotifications(Math.toIntExact(atMost.toMillis()));
            return received != null && received.length > 0;
        } catch (SQLException fault) {
            throw connectionLost(fault);
        }
    }

    /**
     * Checks a connection that was silent for long: it may have been cut without an error.
     *
     * @throws TransientFaultException if it was
     */
    public void requireConnection() {
        try {
            if (!connection.isValid(VALIDATION_TIMEOUT_SECONDS)) {
                throw new SQLException("the connection does not answer");
            }
        } catch (SQLException fault) {
            throw connectionLost(fault);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException alreadyLost) {
            throw connectionLost(alreadyLost);
        }
    }

    private static TransientFaultException connectionLost(SQLException fault) {
        return new TransientFaultException("cannot listen for runs: " + fault.getMessage(), fault);
    }
}
