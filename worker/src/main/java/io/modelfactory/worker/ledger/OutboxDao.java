package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.Columns.bytes;
import static io.modelfactory.worker.ledger.Columns.column;

import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Puts rows into {@code mf_outbox}; {@link OutboxRows} takes them out. */
final class OutboxDao {
    private OutboxDao() {}

    /** Appends in the order given, which is the order in which messages of one key will go out. */
    static void append(Handle handle, List<OutboxMessage> messages) {
        if (messages.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                        INSERT INTO mf_outbox (platform_run_id, topic, record_key, headers, record_type, payload, best_effort)
                        SELECT platform_run_id, topic, record_key, headers::jsonb, record_type, payload, best_effort
                        FROM unnest(:platform_run_ids, :topics, :keys, :headers, :types, :payloads, :best_effort) WITH ORDINALITY
                            AS message (platform_run_id, topic, record_key, headers, record_type, payload, best_effort, position)
                        ORDER BY position
                        """)
                .bindArray(
                        "platform_run_ids",
                        String.class,
                        column(messages, message -> message.platformRunId().orElse(null)))
                .bindArray("topics", String.class, column(messages, OutboxMessage::topic))
                .bind("keys", bytes(messages, message -> message.key().orElse(null)))
                .bindArray(
                        "headers",
                        String.class,
                        column(messages, message -> CanonicalJson.text(Json.tree(message.headers()))))
                .bindArray(
                        "types",
                        String.class,
                        column(messages, message -> message.recordType().orElse(null)))
                .bind("payloads", bytes(messages, OutboxMessage::payload))
                .bindArray(
                        "best_effort",
                        Boolean.class,
                        column(messages, message -> message.delivery() == Delivery.BEST_EFFORT))
                .execute();
    }
}
