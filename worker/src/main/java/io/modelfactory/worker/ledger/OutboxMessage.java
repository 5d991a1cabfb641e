package io.modelfactory.worker.ledger;

import java.util.Map;
import java.util.Optional;

/**
 * A message to be committed with the rows it tells about.
 *
 * @param headers UTF-8 texts by name
 * @param recordType full name of the Avro record that {@code payload} holds in single-object encoding; empty if the payload
 *     goes out as it is
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
record OutboxMessage(
        String topic, Optional<byte[]> key, Map<String, String> headers, Optional<String> recordType, byte[] payload) {}
