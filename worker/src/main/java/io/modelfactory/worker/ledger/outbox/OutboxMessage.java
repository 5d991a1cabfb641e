package io.modelfactory.worker.ledger.outbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A message to be committed with the rows it is about.
 *
 * @param platformRunId the platform run it is about; empty for a record that could not be decoded
 * @param headers UTF-8 texts by name
 * @param recordType full name of the Avro record that {@code payload} holds in single-object encoding; empty if the
 *     payload goes out as it is
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record OutboxMessage(
        Optional<String> platformRunId,
        String topic,
        Optional<byte[]> key,
        Map<String, String> headers,
        Optional<String> recordType,
        byte[] payload,
        Delivery delivery) {

    /** A record in single-object encoding: its bytes name the version of the schema that wrote it. */
    public static OutboxMessage of(
            String platformRunId,
            String topic,
            String key,
            Map<String, String> headers,
            String recordType,
            ByteBuffer encoded,
            Delivery delivery) {
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return new OutboxMessage(
                Optional.of(platformRunId),
                topic,
                Optional.of(key.getBytes(StandardCharsets.UTF_8)),
                headers,
                Optional.of(recordType),
                bytes,
                delivery);
    }
}
