package io.modelfactory.worker.ledger;

import io.modelfactory.worker.failure.TransientFaultException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that holds an advisory lock, so that of all workers one does a certain work. The lock lives and dies with the
 * connection, and everything that must not be done without it goes through the same connection.
 */
final class ExclusiveSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExclusiveSession.class);

    /** Workers of different schemas of one database do not shut each other out. */
    private static final String LOCK_KEY = "hashtextextended(current_schema() || '.' || :work, 0)";

    private final Handle handle;
    private final String work;

    private ExclusiveSession(Handle handle, String work) {
        this.handle = handle;
        this.work = work;
    }

    /** Empty if somebody else is doing the work. */
    static Optional<ExclusiveSession> tryOpen(Database database, String work) {
        ExclusiveSession session = new ExclusiveSession(database.open(), work);
        boolean locked = false;
        try {
            locked = session.lock("pg_try_advisory_lock");
        } finally {
            if (!locked) {
                session.handle.close();
            }
        }
        return locked ? Optional.of(session) : Optional.empty();
    }

    /** Runs statements on the connection, each committed by itself. */
    <T> T direct(Function<Handle, T> statements) {
        return Database.translated(() -> statements.apply(handle));
    }

    @Override
    public void close() {
        try (handle) {
            lock("pg_advisory_unlock");
        } catch (TransientFaultException broken) {
            LOG.debug("the connection is gone, and the lock on {} with it", work, broken);
            abort();
        }
    }

    private boolean lock(String function) {
        return direct(sql -> sql.createQuery("SELECT " + function + "(" + LOCK_KEY + ")")
                .bind("work", work)
                .mapTo(Boolean.class)
                .one());
    }

    /** A connection that may still hold the lock must never go back to a pool. */
    private void abort() {
        try {
            handle.getConnection().abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("aborting a broken connection", e);
        }
    }
}
