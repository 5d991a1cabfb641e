package io.modelfactory.worker.ledger.outbox;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.postgres.PositionalStatement;
import io.modelfactory.worker.ledger.postgres.RowSource;
import java.util.List;

/** Appends rows to {@code mf_outbox}; {@link OutboxReader} reads them. */
public final class OutboxDao {
    private OutboxDao() {}

    /**
     * Appends a statement that appends messages in the order given, which is the order in which those of one key are
     * sent.
     *
     * @param condition under which they are appended
     */
    public static void append(PositionalStatement statement, List<OutboxMessage> messages, String condition) {
        RowSource<OutboxMessage> rows = new RowSource<OutboxMessage>("message", messages)
                .text("platform_run_id", message -> message.platformRunId().orElse(null))
                .text("topic", OutboxMessage::topic)
                .bytes("record_key", message -> message.key().orElse(null))
                .json("headers", message -> Json.text(message.headers()))
                .text("record_type", message -> message.recordType().orElse(null))
                .bytes("payload", OutboxMessage::payload)
                .flag("best_effort", message -> message.delivery() == Delivery.BEST_EFFORT);
        String columns = rows.columns();
        statement.sql("INSERT INTO mf_outbox (" + columns + ") SELECT " + columns + " FROM ");
        rows.addTo(statement);
        statement.sql(" WHERE ").sql(condition).sql(" ORDER BY position");
    }
}
