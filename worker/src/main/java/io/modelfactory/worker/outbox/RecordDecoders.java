package io.modelfactory.worker.outbox;

import io.modelfactory.contracts.GovernanceFact;
import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.contracts.RegistryLifecycleEvent;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificRecord;

/** Reads the records that the ledger keeps in single-object encoding, by the name of their type. */
final class RecordDecoders {
    private static final Map<String, BinaryMessageDecoder<? extends SpecificRecord>> BY_TYPE = Map.of(
            MfRunEvent.getClassSchema().getFullName(), MfRunEvent.getDecoder(),
            RegistryLifecycleEvent.getClassSchema().getFullName(), RegistryLifecycleEvent.getDecoder(),
            GovernanceFact.getClassSchema().getFullName(), GovernanceFact.getDecoder());

    private RecordDecoders() {}

    /** @throws UnreadableRecordException if the type is unknown, or the bytes do not hold such a record */
    static SpecificRecord decode(String type, byte[] payload) throws UnreadableRecordException {
        BinaryMessageDecoder<? extends SpecificRecord> decoder = BY_TYPE.get(type);
        if (decoder == null) {
            throw new UnreadableRecordException("there is no record type " + type);
        }
        try {
            return decoder.decode(payload);
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            throw new UnreadableRecordException("the payload holds no " + type + ": " + e.getMessage());
        }
    }

    /** A row that no later attempt will be able to read either. */
    static final class UnreadableRecordException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableRecordException(String message) {
            super(message);
        }
    }
}
