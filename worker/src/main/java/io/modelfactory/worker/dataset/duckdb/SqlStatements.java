package io.modelfactory.worker.dataset.duckdb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The statements of one connection. Some are kept planned for the next time that their text is run. */
final class SqlStatements {
    /** Most preparations run some twenty. */
    private static final int MOST_KEPT = 64;

    private final Connection connection;
    private final Predicate<String> keeps;
    /** Those that are not running, the one that was run longest ago first. */
    private final Map<String, PreparedStatement> planned = new LinkedHashMap<>();

    /** @param keeps whether a statement is kept, by its text */
    private SqlStatements(Connection connection, Predicate<String> keeps) {
        this.connection = connection;
        this.keeps = keeps;
    }

    /** Plans each statement when it is run. */
    static SqlStatements of(Connection connection) {
        return new SqlStatements(connection, sql -> false);
    }

    /** On the same connection, with statements of its own. */
    SqlStatements keeping(Predicate<String> some) {
        return new SqlStatements(connection, some);
    }

    Connection connection() {
        return connection;
    }

    interface Running<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    /** A statement that fails is not kept. */
    <T> T run(String sql, Running<T> running) throws SQLException {
        PreparedStatement known = planned.remove(sql);
        PreparedStatement statement = known == null ? connection.prepareStatement(sql) : known;
        boolean kept = false;
        try {
            T result = running.run(statement);
            kept = keeps.test(sql);
            return result;
        } finally {
            if (kept) {
                keep(sql, statement);
            } else {
                statement.close();
            }
        }
    }

    private void keep(String sql, PreparedStatement statement) throws SQLException {
        planned.put(sql, statement);
        if (planned.size() > MOST_KEPT) {
            Iterator<PreparedStatement> eldest = planned.values().iterator();
            PreparedStatement forgotten = eldest.next();
            eldest.remove();
            forgotten.close();
        }
    }

    /** Forgets those that are kept; the connection stays. */
    void close() throws SQLException {
        for (PreparedStatement statement : planned.values()) {
            statement.close();
        }
        planned.clear();
    }
}
