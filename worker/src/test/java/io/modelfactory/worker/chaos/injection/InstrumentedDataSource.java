package io.modelfactory.worker.chaos.injection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the ledger with points around each commit. A commit is named after the events that the transaction has
 * written, or else after the rows that it has marked.
 */
final class InstrumentedDataSource {
    /** A row's {@code xmin} is the transaction that wrote it; a transaction that wrote nothing has no number. */
    private static final String WRITTEN = """
            WITH self AS (SELECT pg_current_xact_id_if_assigned()::xid AS id),
            event AS (
                SELECT event_type || CASE event_type WHEN 'RUN_STARTED' THEN ' ' || execution_mode ELSE '' END AS what
                FROM mf_run_event, self WHERE mf_run_event.xmin = self.id),
            mark AS (
                SELECT CASE WHEN archived_at IS NULL THEN 'request answered' ELSE 'receipt archived' END AS what
                FROM mf_request, self WHERE mf_request.xmin = self.id AND receipt IS NOT NULL
                UNION
                SELECT CASE WHEN relayed_at IS NULL THEN 'message queued' ELSE 'message relayed' END
                FROM mf_outbox, self WHERE mf_outbox.xmin = self.id
                UNION
                SELECT 'publisher recorded'
                FROM mf_run, self WHERE mf_run.xmin = self.id AND published_by IS NOT NULL)
            SELECT what FROM event
            UNION
            SELECT what FROM mark WHERE NOT EXISTS (SELECT FROM event)
            UNION
            SELECT 'something else' FROM self
            WHERE id IS NOT NULL AND NOT EXISTS (SELECT FROM event) AND NOT EXISTS (SELECT FROM mark)
            ORDER BY what
            """;

    private static final String COMMIT = ";\nCOMMIT";

    /**
     * What a statement has in it that changes a run and may be a transaction by itself. Renewals of leases are none: a
     * run does not wait for them, and passes them at another place each time.
     */
    private static final Pattern CHANGE = Pattern.compile("INSERT INTO mf_run_event|UPDATE mf_run SET (?!lease_)");

    private static final String CONNECTION_FAILURE = "08006";

    private InstrumentedDataSource() {}

    static DataSource of(DataSource real, InjectionPoints points) {
        return InterceptingProxy.of(DataSource.class, real, (method, arguments, call) -> {
            Object result = call.call();
            return result instanceof Connection connection ? instrument(connection, points) : result;
        });
    }

    private static Connection instrument(Connection real, InjectionPoints points) {
        return InterceptingProxy.of(Connection.class, real, (method, arguments, call) -> switch (method) {
            case "commit" -> committed(real, call, points);
            case "rollback" -> rolledBack(call, points);
            case "prepareStatement" -> prepared(real, arguments, call, points);
            default -> call.call();
        });
    }

    /**
     * A commit that travels with the statements before it is taken off them, and follows when they are executed. So
     * does the commit of a change that is one statement, and a transaction by itself.
     */
    private static @Nullable Object prepared(
            Connection real, @Nullable Object[] arguments, Callable<@Nullable Object> call, InjectionPoints points)
            throws Exception {
        String statements = String.valueOf(arguments[0]);
        boolean commits = statements.endsWith(COMMIT);
        boolean commitsByItself =
                !commits && real.getAutoCommit() && CHANGE.matcher(statements).find();
        if (!commits && !commitsByItself) {
            return call.call();
        }
        arguments[0] = commits ? statements.substring(0, statements.length() - COMMIT.length()) : statements;
        return InterceptingProxy.of(
                PreparedStatement.class, (PreparedStatement) call.call(), (method, values, execution) -> {
                    if (!method.startsWith("execute")) {
                        return execution.call();
                    }
                    return commits ? executed(real, execution, points) : executedInTransaction(real, execution, points);
                });
    }

    private static @Nullable Object executedInTransaction(
            Connection real, Callable<@Nullable Object> execution, InjectionPoints points) throws Exception {
        real.setAutoCommit(false);
        try {
            Object result = executed(real, execution, points);
            real.setAutoCommit(true);
            return result;
        } catch (Exception failure) {
            try {
                real.rollback();
                real.setAutoCommit(true);
            } catch (SQLException sessionLost) {
                failure.addSuppressed(sessionLost);
            }
            throw failure;
        }
    }

    private static @Nullable Object executed(
            Connection real, Callable<@Nullable Object> execution, InjectionPoints points) throws Exception {
        Object result = execution.call();
        committed(
                real,
                () -> {
                    real.commit();
                    return null;
                },
                points);
        return result;
    }

    private static @Nullable Object committed(Connection real, Callable<@Nullable Object> call, InjectionPoints points)
            throws Exception {
        List<String> written = written(real);
        for (String what : written) {
            pass(real, "ledger.commit.before " + what, points);
        }
        Object nothing = call.call();
        for (String what : written) {
            pass(real, "ledger.commit.after " + what, points);
        }
        return nothing;
    }

    /** A fault here ends the session: before the commit the transaction is lost, after it the answer. */
    private static void pass(Connection real, String point, InjectionPoints points) throws SQLException {
        try {
            points.pass(point);
        } catch (InjectedFault fault) {
            try (Statement statement = real.createStatement()) {
                statement.execute("SELECT pg_terminate_backend(pg_backend_pid())");
            }
            throw new SQLException(fault.getMessage(), CONNECTION_FAILURE, fault);
        }
    }

    private static @Nullable Object rolledBack(Callable<@Nullable Object> call, InjectionPoints points)
            throws Exception {
        Object nothing = call.call();
        points.pass("ledger.rollback");
        return nothing;
    }

    private static List<String> written(Connection real) throws SQLException {
        List<String> written = new ArrayList<>();
        try (Statement statement = real.createStatement();
                ResultSet rows = statement.executeQuery(WRITTEN)) {
            while (rows.next()) {
                written.add(rows.getString(1));
            }
        }
        return written;
    }
}
