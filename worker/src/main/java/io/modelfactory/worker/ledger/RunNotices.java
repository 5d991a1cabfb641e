package io.modelfactory.worker.ledger;

import io.modelfactory.worker.failure.TransientFaultException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Tells workers that a run may be claimed, by {@code NOTIFY} with the transaction that made it so. A notice says nothing about
 * the run and may come too often or, through a proxy that pools transactions, never: it only spares the wait for the next
 * look.
 */
public final class RunNotices implements AutoCloseable {
    private static final String CHANNEL = "mf_runs";
    private static final int ANSWER_SECONDS = 5;

    private final Connection connection;
    private final PGConnection notices;

    private RunNotices(Connection connection, PGConnection notices) {
        this.connection = connection;
        this.notices = notices;
    }

    /** Many notices of one transaction are one. */
    static void send(Pipeline pipeline) {
        pipeline.add("SELECT pg_notify(:channel, '')", update -> update.bind("channel", CHANNEL));
    }

    /**
     * Listens from now on.
     *
     * @param database gives connections that are nobody else's: not a pool
     * @throws TransientFaultException if it gives none
     */
    public static RunNotices listen(DataSource database) {
        try {
            return listen(database.getConnection());
        } catch (SQLException fault) {
            throw lost(fault);
        }
    }

    private static RunNotices listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
            return new RunNotices(connection, connection.unwrap(PGConnection.class));
        } catch (SQLException fault) {
            connection.close();
            throw fault;
        }
    }

    /**
     * Waits for notices; false if none came.
     *
     * @throws TransientFaultException if the connection is lost, and with it this listener
     */
    public boolean await(Duration atMost) {
        try {
            PGNotification[] heard = notices.getNotifications(Math.toIntExact(atMost.toMillis()));
            return heard != null && heard.length > 0;
        } catch (SQLException fault) {
            throw lost(fault);
        }
    }

    /**
     * A connection that is silent for long may have been cut without a word.
     *
     * @throws TransientFaultException if it was
     */
    public void requireAnswer() {
        try {
            if (!connection.isValid(ANSWER_SECONDS)) {
                throw new SQLException("the connection does not answer");
            }
        } catch (SQLException fault) {
            throw lost(fault);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException alreadyLost) {
            throw lost(alreadyLost);
        }
    }

    private static TransientFaultException lost(SQLException fault) {
        return new TransientFaultException("cannot listen for runs: " + fault.getMessage(), fault);
    }
}
