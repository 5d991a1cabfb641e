package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/** Takes committed messages out of {@code mf_outbox}, for one relay at a time. */
public final class OutboxRows {
    /** Any number that no other user of the database takes for a lock of its own; this one spells "mf-relay". */
    private static final long RELAY_LOCK = 0x6d662d72656c6179L;

    private final Database database;

    public OutboxRows(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /**
     * Hands the oldest unrelayed messages to {@code relay} and marks those it gives back, in one transaction. While another
     * worker does the same, nothing is handed out: messages of one key could overtake each other.
     *
     * @param relay sends the messages and returns once all that it returns are acknowledged; if it throws, nothing is marked
     * @return how many messages were marked
     */
    public int relayNext(int limit, UnaryOperator<List<OutboxRow>> relay) {
        return database.transaction(handle -> {
            if (!isSoleRelay(handle)) {
                return 0;
            }
            List<OutboxRow> rows = oldest(handle, limit);
            return rows.isEmpty() ? 0 : mark(handle, relay.apply(rows));
        });
    }

    /** Takes a message that can never be sent out of the way of the others. It stays in the table, with the reason. */
    public void setAside(long id, String error) {
        database.transaction(handle ->
                handle.createUpdate("""
                        UPDATE mf_outbox SET set_aside_at = now(), set_aside_error = :error
                        WHERE id = :id AND relayed_at IS NULL
                        """).bind("id", id).bind("error", error).execute());
    }

    /** Messages that wait to be relayed. */
    public long backlog() {
        return database.direct(handle -> handle.createQuery(
                        "SELECT count(*) FROM mf_outbox WHERE relayed_at IS NULL AND set_aside_at IS NULL")
                .mapTo(Long.class)
                .one());
    }

    private static boolean isSoleRelay(Handle handle) {
        return handle.createQuery("SELECT pg_try_advisory_xact_lock(:lock)")
                .bind("lock", RELAY_LOCK)
                .mapTo(Boolean.class)
                .one();
    }

    private static List<OutboxRow> oldest(Handle handle, int limit) {
        return handle.createQuery("""
                        SELECT id, topic, record_key, headers, record_type, payload
                        FROM mf_outbox
                        WHERE relayed_at IS NULL AND set_aside_at IS NULL
                        ORDER BY id
                        LIMIT :limit
                        """)
                .bind("limit", limit)
                .map((row, context) -> row(row))
                .list();
    }

    private static int mark(Handle handle, List<OutboxRow> relayed) {
        Long[] ids = relayed.stream().map(OutboxRow::id).toArray(Long[]::new);
        return handle.createUpdate("UPDATE mf_outbox SET relayed_at = now() WHERE id = ANY (:ids)")
                .bindArray("ids", Long.class, (Object[]) ids)
                .execute();
    }

    private static OutboxRow row(ResultSet row) throws SQLException {
        return new OutboxRow(
                row.getLong("id"),
                row.getString("topic"),
                Optional.ofNullable(row.getBytes("record_key")),
                headers(row.getString("headers")),
                Optional.ofNullable(row.getString("record_type")),
                row.getBytes("payload"));
    }

    private static Map<String, String> headers(String json) {
        try {
            JsonNode members = Json.parse(json.getBytes(StandardCharsets.UTF_8));
            Map<String, String> headers = new LinkedHashMap<>();
            members.properties()
                    .forEach(member ->
                            headers.put(member.getKey(), member.getValue().asText()));
            return headers;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("mf_outbox.headers holds JSON objects", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
