package io.modelfactory.worker.outbox;

import io.modelfactory.contracts.GovernanceFact;
import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.contracts.TrustedRecords;
import io.modelfactory.worker.ledger.OutboxRow;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/** Turns what the ledger keeps into what travels: the Avro record in the wire format, or the bytes as they are. */
final class OutboxPayload {
    private static final Map<String, BinaryMessageDecoder<?>> DECODERS = Map.of(
            MfRunEvent.getClassSchema().getFullName(), MfRunEvent.getDecoder(),
            RegistryLifecycleEvent.getClassSchema().getFullName(), RegistryLifecycleEvent.getDecoder(),
            GovernanceFact.getClassSchema().getFullName(), GovernanceFact.getDecoder());

    private final Serializer<Object> serializer;

    OutboxPayload(Serializer<Object> serializer) {
        TrustedRecords.register();
        this.serializer = serializer;
    }

    /** @throws SerializationException if the row holds no record of the house */
    byte[] bytes(OutboxRow row) {
        return row.recordType()
                .map(type -> serializer.serialize(row.topic(), decode(type, row.payload())))
                .orElse(row.payload());
    }

    private static Object decode(String recordType, byte[] payload) {
        BinaryMessageDecoder<?> decoder = DECODERS.get(recordType);
        if (decoder == null) {
            throw new SerializationException("no record of the house is called " + recordType);
        }
        try {
            return decoder.decode(payload);
        } catch (IOException | AvroRuntimeException e) {
            throw new SerializationException("not a " + recordType, e);
        }
    }
}
