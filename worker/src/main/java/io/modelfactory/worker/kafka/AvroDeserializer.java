package io.modelfactory.worker.kafka;

import io.modelfactory.contracts.TrustedRecords;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the Confluent wire format; configured by Confluent's own keys. Gives generic records in their writer's schema, or
 * with {@code specific.avro.reader=true} the generated classes.
 *
 * <p>Bytes that can never be decoded leave as {@link SerializationException}; a registry that cannot be asked leaves as
 * {@link io.modelfactory.worker.failure.TransientFaultException}, because the same bytes may be sound.
 */
public final class AvroDeserializer implements Deserializer<Object> {
    private static final String SPECIFIC_READER = "specific.avro.reader";

    private final Map<Integer, DatumReader<Object>> readers = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient registry;
    private boolean specific;

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        TrustedRecords.register();
        registry = new SchemaRegistryClient(RegistrySettings.of(settings));
        specific = Boolean.parseBoolean(String.valueOf(settings.get(SPECIFIC_READER)));
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: a record without a value is deserialized to null
    public @Nullable Object deserialize(String topic, byte @Nullable [] message) {
        return message == null ? null : decode(message);
    }

    private Object decode(byte[] message) {
        WireFormat framed = WireFormat.parse(message);
        DatumReader<Object> reader = readers.computeIfAbsent(framed.schemaId(), this::reader);
        BoundedBinaryDecoder decoder = new BoundedBinaryDecoder(framed.payload());
        try {
            Object value = reader.read(null, decoder);
            if (decoder.remaining() > 0) {
                throw new SerializationException(decoder.remaining() + " bytes are left after the record");
            }
            return value;
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | ClassCastException e) {
            throw new SerializationException("not a record of schema " + framed.schemaId() + ": " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            // A recursive schema lets a message nest as deep as it is long.
            throw new SerializationException("a record of schema " + framed.schemaId() + " is nested too deeply");
        }
    }

    private DatumReader<Object> reader(int schemaId) {
        SchemaRegistryClient client = registry;
        if (client == null) {
            throw new IllegalStateException("configure() comes before deserialize()");
        }
        Schema writer = client.schema(schemaId);
        if (!specific) {
            return new GenericDatumReader<>(writer);
        }
        Class<?> generated = SpecificData.get().getClass(writer);
        if (generated == null) {
            throw new SerializationException("no generated class is called " + writer.getFullName());
        }
        return new SpecificDatumReader<>(writer, SpecificData.get().getSchema(generated));
    }
}
