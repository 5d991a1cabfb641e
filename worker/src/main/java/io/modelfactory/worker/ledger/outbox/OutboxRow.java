package io.modelfactory.worker.ledger.outbox;

import java.util.Map;
import java.util.Optional;

/**
 * A committed message on its way to Kafka.
 *
 * @param id grows in the order in which messages of one key are sent
 * @param headers UTF-8 texts by name
 * @param recordType full name of the Avro record that {@code payload} holds in single-object encoding; empty if the
 *     payload goes out as it is
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record OutboxRow(
        long id,
        String topic,
        Optional<byte[]> key,
        Map<String, String> headers,
        Optional<String> recordType,
        byte[] payload) {}
