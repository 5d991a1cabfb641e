package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.argument.Argument;

/** Reads the column types of the ledger's tables, and lays values out by column to write many rows at once. */
final class Columns {
    private Columns() {}

    /** One column of the rows, to be bound as an array; absent values may be null. */
    static <R, V> List<V> column(List<R> rows, Function<R, V> value) {
        return rows.stream().map(value).toList();
    }

    /** A column of {@code bytea}; absent values may be null. The driver takes such arrays in their own type only. */
    static <R> Argument bytes(List<R> rows, Function<R, byte[]> value) {
        byte[][] column = rows.stream().map(value).toArray(byte[][]::new);
        return (position, statement, context) ->
                statement.setArray(position, statement.getConnection().createArrayOf("bytea", column));
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static Optional<Instant> optionalTime(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    static Optional<String> optionalText(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    static Optional<FailureCode> failureCode(ResultSet row, String column) throws SQLException {
        return optionalText(row, column).map(FailureCode::valueOf);
    }

    static JsonNode json(ResultSet row, String column) throws SQLException {
        return parsed(row.getString(column));
    }

    static Optional<JsonNode> optionalJson(ResultSet row, String column) throws SQLException {
        return optionalText(row, column).map(Columns::parsed);
    }

    private static JsonNode parsed(String json) {
        try {
            return Json.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("the database returned something else than JSON", e);
        }
    }
}
