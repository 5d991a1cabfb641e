package io.modelfactory.worker.ledger.outbox;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.booleans;
import static io.modelfactory.worker.ledger.postgres.PostgresColumns.bytes;
import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.postgres.StatementBatch;
import java.util.List;

/** Appends rows to {@code mf_outbox}; {@link OutboxReader} reads them. */
public final class OutboxDao {
    private OutboxDao() {}

    /** Appends in the order given, which is the order in which messages of one key are sent. */
    public static void append(StatementBatch batch, List<OutboxMessage> messages) {
        if (messages.isEmpty()) {
            return;
        }
        batch.add(
                """
                        INSERT INTO mf_outbox (platform_run_id, topic, record_key, headers, record_type, payload,
                            best_effort)
                        SELECT platform_run_id, topic, record_key, headers::jsonb, record_type, payload, best_effort
                        FROM unnest(:message_platform_run_ids, :message_topics, :message_keys, :message_headers,
                            :message_types,
                            :message_payloads, :message_best_effort) WITH ORDINALITY
                            AS message (platform_run_id, topic, record_key, headers, record_type, payload,
                                best_effort, position)
                        ORDER BY position
                        """,
                update -> update.bind(
                                "message_platform_run_ids",
                                texts(
                                        messages,
                                        message -> message.platformRunId().orElse(null)))
                        .bind("message_topics", texts(messages, OutboxMessage::topic))
                        .bind(
                                "message_keys",
                                bytes(messages, message -> message.key().orElse(null)))
                        .bind("message_headers", texts(messages, message -> Json.text(message.headers())))
                        .bind(
                                "message_types",
                                texts(messages, message -> message.recordType().orElse(null)))
                        .bind("message_payloads", bytes(messages, OutboxMessage::payload))
                        .bind(
                                "message_best_effort",
                                booleans(messages, message -> message.delivery() == Delivery.BEST_EFFORT)));
    }
}
