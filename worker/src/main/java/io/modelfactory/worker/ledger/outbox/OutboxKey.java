package io.modelfactory.worker.ledger.outbox;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What orders messages: those of one topic and key go out in the order of their ids.
 *
 * @param key empty for all messages of the topic that have none
 */
public record OutboxKey(String topic, Optional<ByteBuffer> key) {
    public static OutboxKey of(OutboxRow row) {
        return new OutboxKey(row.topic(), row.key().map(ByteBuffer::wrap));
    }
}
