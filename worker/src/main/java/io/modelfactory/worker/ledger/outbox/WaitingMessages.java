package io.modelfactory.worker.ledger.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.ledger.postgres.PositionalStatement;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one kind of delivery that wait to be relayed and are not held back. They are looked for again and again,
 * mostly for nothing.
 */
final class WaitingMessages {
    /**
     * Payloads and headers of one page; two pages are in memory at a time. At least one message is always handed over.
     */
    static final long MAX_PAGE_BYTES = 8L << 20;

    private final Delivery delivery;

    WaitingMessages(Delivery delivery) {
        this.delivery = delivery;
    }

    boolean areThere(Connection connection, RelayRound round) {
        return waiting("""
                        SELECT EXISTS (
                            SELECT 1
                            FROM (SELECT created_at FROM mf_outbox WHERE""", 0, round)
                .sql("""
                         ORDER BY id LIMIT 1) oldest
                            WHERE created_at <= now() - ? * interval '1 millisecond')
                        """)
                .number(round.minimumAge().toMillis())
                .query(connection, row -> row.getBoolean(1))
                .get(0);
    }

    /** A page of them after an id. */
    List<OutboxRow> oldest(Connection connection, long after, RelayRound round) {
        return waiting("""
                        SELECT id, topic, record_key, headers, record_type, payload
                        FROM (
                            SELECT page.*, sum(octet_length(payload) + pg_column_size(headers))
                                OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
                            FROM (
                                SELECT id, topic, record_key, headers, record_type, payload
                                FROM mf_outbox WHERE""", after, round)
                .sql("""
                         ORDER BY id LIMIT ?) page) sized
                        WHERE bytes_before IS NULL OR bytes_before < ?
                        ORDER BY id
                        """)
                .number(round.pageRows())
                .number(MAX_PAGE_BYTES)
                .query(connection, WaitingMessages::row);
    }

    /** A statement up to the condition that rows wait and are not held back. */
    private PositionalStatement waiting(String beginning, long after, RelayRound round) {
        PositionalStatement statement = new PositionalStatement()
                .sql(beginning)
                .sql(" best_effort = ? AND relayed_at IS NULL AND set_aside_at IS NULL AND id > ?")
                .flag(delivery == Delivery.BEST_EFFORT)
                .number(after);
        if (!round.heldTopics().isEmpty()) {
            statement
                    .sql(" AND topic <> ALL (?)")
                    .value(array("text", round.heldTopics().toArray(String[]::new)));
        }
        if (!round.heldKeys().isEmpty()) {
            List<OutboxKey> keys = List.copyOf(round.heldKeys());
            statement
                    .sql("""
                             AND NOT EXISTS (
                                SELECT 1 FROM unnest(?, ?) AS held (topic, key)
                                WHERE held.topic = mf_outbox.topic AND held.key IS NOT DISTINCT FROM mf_outbox.record_key)
                            """)
                    .value(array("text", keys.stream().map(OutboxKey::topic).toArray(String[]::new)))
                    .value(array(
                            "bytea",
                            keys.stream().map(WaitingMessages::keyBytes).toArray(byte[][]::new)));
        }
        return statement;
    }

    private static PositionalStatement.Parameter array(String type, @Nullable Object[] values) {
        return (statement, position) ->
                statement.setArray(position, statement.getConnection().createArrayOf(type, values));
    }

    private static byte @Nullable [] keyBytes(OutboxKey held) {
        return held.key().map(WaitingMessages::copy).orElse(null);
    }

    private static byte[] copy(ByteBuffer key) {
        byte[] bytes = new byte[key.remaining()];
        key.duplicate().get(bytes);
        return bytes;
    }

    private static OutboxRow row(ResultSet row) throws SQLException {
        return new OutboxRow(
                row.getLong("id"),
                row.getString("topic"),
                Optional.ofNullable(row.getBytes("record_key")),
                headers(PostgresColumns.json(row, "headers")),
                PostgresColumns.optionalText(row, "record_type"),
                row.getBytes("payload"));
    }

    private static Map<String, String> headers(JsonNode members) {
        Map<String, String> headers = new LinkedHashMap<>();
        members.properties()
                .forEach(
                        member -> headers.put(member.getKey(), member.getValue().asText()));
        return headers;
    }
}
