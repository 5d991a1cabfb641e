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
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/** Turns what the ledger keeps into what travels: the Avro record in the wire format, or the bytes as they are. */
final class OutboxPayloadEncoder {
    private final Map<String, BinaryMessageDecoder<?>> decoders;
    private final Serializer<Object> serializer;

    /** @param schemas of all releases whose records may lie in the ledger */
    OutboxPayloadEncoder(Serializer<Object> serializer, SchemaStore schemas) {
        AvroTrustedRecords.register();
        this.serializer = serializer;
        this.decoders = Map.of(
                MfRunEvent.getClassSchema().getFullName(), MfRunEvent.createDecoder(schemas),
                RegistryLifecycleEvent.getClassSchema().getFullName(), RegistryLifecycleEvent.createDecoder(schemas),
                GovernanceFact.getClassSchema().getFullName(), GovernanceFact.createDecoder(schemas));
    }

    /** Whatever the serializer throws leaves as it is. It is about the registry or its settings, which can be fixed. */
    byte[] encode(OutboxRow row, Headers headers) throws UnreadableRowException, UnknownSchemaException {
        return row.recordType().isEmpty()
                ? row.payload()
                : serializer.serialize(
                        row.topic(), headers, decode(row.recordType().get(), row.payload()));
    }

    private Object decode(String recordType, byte[] payload) throws UnreadableRowException, UnknownSchemaException {
        BinaryMessageDecoder<?> decoder = decoders.get(recordType);
        if (decoder == null) {
            throw new UnknownSchemaException("this release knows no record " + recordType);
        }
        try {
            return decoder.decode(payload);
        } catch (MissingSchemaException unknown) {
            throw new UnknownSchemaException(
                    "this release does not know the schema of a " + recordType + ": " + unknown.getMessage());
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            throw new UnreadableRowException("not a " + recordType + ": " + e.getMessage());
        }
    }

    /** The row was written by another release, later than this one; a worker of that release can read it. */
    static final class UnknownSchemaException extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownSchemaException(String message) {
            super(message);
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
