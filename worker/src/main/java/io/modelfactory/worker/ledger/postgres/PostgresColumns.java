package io.modelfactory.worker.ledger.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jdbi.v3.core.argument.Argument;

/** Reads the column types of the ledger's tables, and arranges values by column to write many rows at once. */
public final class PostgresColumns {
    private PostgresColumns() {}

    /** A column to be bound as {@code text[]}; absent values may be null. */
    public static <R> Argument texts(List<R> rows, Function<R, String> value) {
        return array("text", rows, value, String[]::new);
    }

    public static <R> Argument longs(List<R> rows, Function<R, Long> value) {
        return array("int8", rows, value, Long[]::new);
    }

    public static <R> Argument integers(List<R> rows, Function<R, Integer> value) {
        return array("int4", rows, value, Integer[]::new);
    }

    public static <R> Argument doubles(List<R> rows, Function<R, Double> value) {
        return array("float8", rows, value, Double[]::new);
    }

    public static <R> Argument booleans(List<R> rows, Function<R, Boolean> value) {
        return array("bool", rows, value, Boolean[]::new);
    }

    /** The driver sends an array in binary form, which is several times cheaper, if it has the type of its elements. */
    private static <R, V> Argument array(String type, List<R> rows, Function<R, V> value, IntFunction<V[]> empty) {
        V[] column = rows.stream().map(value).toArray(empty);
        return (position, statement, context) ->
                statement.setArray(position, statement.getConnection().createArrayOf(type, column));
    }

    public static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    public static Optional<Instant> optionalTime(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    public static Optional<String> optionalText(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    public static Optional<FailureCode> failureCode(ResultSet row, String column) throws SQLException {
        return optionalText(row, column).map(FailureCode::valueOf);
    }

    public static JsonNode json(ResultSet row, String column) throws SQLException {
        return parsed(row.getString(column));
    }

    public static Optional<JsonNode> optionalJson(ResultSet row, String column) throws SQLException {
        return optionalText(row, column).map(PostgresColumns::parsed);
    }

    /** References by the names under which a run has written them. */
    public static Map<String, ArtifactRef> artifactRefs(ResultSet row, String column) throws SQLException {
        Map<String, ArtifactRef> refs = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : json(row, column).properties()) {
            refs.put(member.getKey(), artifactRef(member.getValue()));
        }
        return refs;
    }

    /** Read by hand: each transition reads all references of its run. */
    private static ArtifactRef artifactRef(JsonNode document) {
        JsonNode ref = document.path("ref");
        JsonNode sha256 = document.path("sha256");
        JsonNode bytes = document.path("bytes");
        if (!ref.isTextual() || !sha256.isTextual() || !bytes.isIntegralNumber()) {
            throw new IllegalStateException("the column holds something else than artifact references");
        }
        return new ArtifactRef(ref.textValue(), sha256.textValue(), bytes.longValue());
    }

    private static JsonNode parsed(String json) {
        try {
            return Json.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("the database returned something else than JSON", e);
        }
    }
}
