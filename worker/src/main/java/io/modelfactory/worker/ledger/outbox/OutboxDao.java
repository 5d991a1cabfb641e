package io.modelfactory.worker.ledger.outbox;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.postgres.RowSource;
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
        RowSource<OutboxMessage> rows = new RowSource<OutboxMessage>("message", messages)
                .text("platform_run_id", message -> message.platformRunId().orElse(null))
                .text("topic", OutboxMessage::topic)
                .bytes("record_key", message -> message.key().orElse(null))
                .json("headers", message -> Json.text(message.headers()))
                .text("record_type", message -> message.recordType().orElse(null))
                .bytes("payload", OutboxMessage::payload)
                .flag("best_effort", message -> message.delivery() == Delivery.BEST_EFFORT);
        batch.add("INSERT INTO mf_outbox " + rows.insertion(), rows::bind);
    }
}
