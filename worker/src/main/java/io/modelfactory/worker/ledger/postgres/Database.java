package io.modelfactory.worker.ledger.postgres;

import io.modelfactory.worker.failure.TransientFaultException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** Transactions on the ledger's database. Errors that say nothing about the statement leave as transient faults. */
public final class Database {
    /**
     * SQL state classes that say nothing about the statement: connection, rollback for concurrency, resources, operator
     * intervention, system error. {@code 25006} and {@code 55P03} are a replica after a failover and a lock not
     * available.
     */
    private static final List<String> TRANSIENT_STATES =
            List.of("08", "40", "53", "57", "58", "25006", "25P03", "25P04", "55P03");

    private final DataSource dataSource;
    private final Jdbi jdbi;

    public Database(DataSource dataSource) {
        this.dataSource = dataSource;
        jdbi = Jdbi.create(dataSource);
    }

    /** Runs the work in one transaction, read committed. */
    public <T> T transaction(Function<Handle, T> work) {
        return translateFaults(() -> jdbi.inTransaction(work::apply));
    }

    /** Runs the work in a transaction that is rolled back whatever its result. */
    public <T> T rolledBackTransaction(Function<Handle, T> work) {
        return translateFaults(() -> jdbi.withHandle(handle -> {
            handle.begin();
            try {
                return work.apply(handle);
            } finally {
                handle.rollback();
            }
        }));
    }

    /**
     * Runs the work while a transaction holds the lock, however long it takes; the work has transactions of its own.
     *
     * @param work is given a check that throws {@link TransientFaultException} once the lock is lost
     * @return false if another transaction holds the lock; then the work is not run
     */
    public boolean withLock(AdvisoryLock lock, Consumer<Runnable> work) {
        // On a handle of its own: transactions of the work on this thread would otherwise be part of this one.
        return translateFaults(() -> {
            try (Handle handle = jdbi.open()) {
                return handle.<Boolean, RuntimeException>inTransaction(own -> {
                    boolean acquired = lock.tryAcquire(own);
                    if (acquired) {
                        try (KeptTransaction transaction = KeptTransaction.of(own)) {
                            work.accept(transaction::requireOpen);
                        }
                    }
                    return acquired;
                });
            }
        });
    }

    /** Runs work that only reads, all of it as of one moment. */
    public <T> T readOnlySnapshot(Function<Handle, T> work) {
        return translateFaults(() -> jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            handle.setReadOnly(true);
            return work.apply(handle);
        }));
    }

    /** Runs work of one statement, which is a transaction by itself: the database needs one round trip for it. */
    public <T> T statement(Function<Connection, T> work) {
        return translateFaults(() -> {
            try (Connection connection = dataSource.getConnection()) {
                return work.apply(connection);
            } catch (SQLException failure) {
                throw new ConnectionException(failure);
            }
        });
    }

    /** Runs the work statement by statement. */
    public <T> T autoCommit(Function<Handle, T> work) {
        return translateFaults(() -> jdbi.withHandle(work::apply));
    }

    static <T> T translateFaults(Supplier<T> work) {
        try {
            return work.get();
        } catch (JdbiException failure) {
            throw transientFault(failure).<RuntimeException>map(fault -> fault).orElse(failure);
        }
    }

    /** The fault that an exception means, if it says nothing about the statement. */
    public static Optional<TransientFaultException> transientFault(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isTransient(sql)) {
                return Optional.of(new TransientFaultException("the ledger's database: " + sql.getMessage(), failure));
            }
        }
        return Optional.empty();
    }

    private static boolean isTransient(SQLException failure) {
        if (failure instanceof SQLTransientException || failure instanceof SQLRecoverableException) {
            return true;
        }
        String state = failure.getSQLState();
        return state != null && TRANSIENT_STATES.stream().anyMatch(state::startsWith);
    }
}
