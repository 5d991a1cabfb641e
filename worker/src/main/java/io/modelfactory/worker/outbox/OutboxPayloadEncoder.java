package io.modelfactory.worker.outbox;

import io.modelfactory.contracts.AvroTrustedRecords;
import io.modelfactory.contracts.GovernanceFact;
import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.worker.ledger.outbox.OutboxRow;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/** Turns what the ledger keeps into what travels: the Avro record in the wire format, or the bytes as they are. */
final class OutboxPayloadEncoder {
    private static final Map<String, BinaryMessageDecoder<?>> DECODERS = Map.of(
            MfRunEvent.getClassSchema().getFullName(), MfRunEvent.getDecoder(),
            RegistryLifecycleEvent.getClassSchema().getFullName(), RegistryLifecycleEvent.getDecoder(),
            GovernanceFact.getClassSchema().getFullName(), GovernanceFact.getDecoder());

    private final Serializer<Object> serializer;

    OutboxPayloadEncoder(Serializer<Object> serializer) {
        AvroTrustedRecords.register();
        this.serializer = serializer;
    }

    /** Whatever the serializer throws leaves as it is. It is about the registry or its settings, which can be fixed. */
    byte[] encode(OutboxRow row, Headers headers) throws UnreadableRowException {
        return row.recordType().isEmpty()
                ? row.payload()
                : serializer.serialize(
                        row.topic(), headers, decode(row.recordType().get(), row.payload()));
    }

    private static Object decode(String recordType, byte[] payload) throws UnreadableRowException {
        BinaryMessageDecoder<?> decoder = DECODERS.get(recordType);
        if (decoder == null) {
            throw new UnreadableRowException("no record of the factory is called " + recordType);
        }
        try {
            return decoder.decode(payload);
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            throw new UnreadableRowException("not a " + recordType + ": " + e.getMessage());
        }
    }

    /** The row holds no record of the factory, and never will. */
    static final class UnreadableRowException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableRowException(String message) {
            super(message);
        }
    }
}
