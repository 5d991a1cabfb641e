package io.modelfactory.worker.ledger.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * One or several statements that are sent to the database together, with the values of their question marks in the
 * order in which these appear. For what is written with every transition of a run: the driver executes it as it is,
 * while JDBI looks each parameter up by its name.
 *
 * <p>Several statements are one transaction, and only the first may return rows.
 */
public final class PositionalStatement {
    /** As long as most statements of a transition are, in characters. */
    private static final int USUAL_LENGTH = 4096;

    /** After it the driver knows that no transaction is open, so that a commit on the connection sends nothing. */
    private static final String COMMIT = "COMMIT";

    private final StringBuilder text = new StringBuilder(USUAL_LENGTH);
    private final List<Parameter> parameters = new ArrayList<>();

    /** Sets one parameter. */
    public interface Parameter {
        void set(PreparedStatement statement, int position) throws SQLException;
    }

    /** Reads the row at which the result stands. */
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Appends to the text, which may end in the middle of a statement. */
    public PositionalStatement sql(String part) {
        text.append(part);
        return this;
    }

    /** Appends another statement, or its beginning. */
    public PositionalStatement next(String part) {
        if (!text.isEmpty()) {
            text.append(";\n");
        }
        return sql(part);
    }

    /** An absent value is a text that is null: a parameter whose type changes has its statement parsed anew. */
    public PositionalStatement text(@Nullable String value) {
        return value((statement, position) -> statement.setString(position, value));
    }

    public PositionalStatement text(Optional<String> value) {
        return text(value.orElse(null));
    }

    public PositionalStatement number(long value) {
        return value((statement, position) -> statement.setLong(position, value));
    }

    public PositionalStatement flag(boolean value) {
        return value((statement, position) -> statement.setBoolean(position, value));
    }

    public PositionalStatement value(Parameter value) {
        parameters.add(value);
        return this;
    }

    /** Executes all of it, for the rows of the first statement. */
    public <T> List<T> query(Connection connection, RowReader<T> reader) {
        try (PreparedStatement statement = connection.prepareStatement(text.toString())) {
            execute(statement);
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.getResultSet()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        } catch (SQLException failure) {
            throw failed(failure);
        }
    }

    /** The same, and ends the transaction with the same round trip; it does not end if any of it fails. */
    public <T> List<T> queryAndCommit(Connection connection, RowReader<T> reader) {
        return next(COMMIT).query(connection, reader);
    }

    /** Executes all of it, if there is any. */
    public void execute(Connection connection) {
        if (text.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(text.toString())) {
            execute(statement);
        } catch (SQLException failure) {
            throw failed(failure);
        }
    }

    private void execute(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            parameters.get(i).set(statement, i + 1);
        }
        statement.execute();
    }

    private static RuntimeException failed(SQLException failure) {
        return new UnableToExecuteStatementException(failure, (StatementContext) null);
    }
}
