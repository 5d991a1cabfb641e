package io.modelfactory.worker.kafka;

import io.modelfactory.contracts.AvroTrustedRecords;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the Confluent wire format; configured by Confluent's own keys. Gives generic records in their writer's
 * schema, or with {@code specific.avro.reader=true} the generated classes.
 *
 * <p>Bytes that can never be decoded leave as {@link SerializationException}; a registry that cannot be asked leaves as
 * {@link io.modelfactory.worker.failure.TransientFaultException}, because the same bytes may be sound. The caller
 * bounds the message's size; no length that a message claims is believed beyond it (Avro checks claims against the
 * bytes that are left).
 */
public final class AvroDeserializer implements Deserializer<Object> {
    private static final String SPECIFIC_READER = "specific.avro.reader";
    private static final int MAX_CACHED_SCHEMAS = 1_000;

    private final LruCache<Integer, DatumReader<Object>> readers = new LruCache<>(MAX_CACHED_SCHEMAS);
    private @Nullable SchemaRegistryClient registry;
    private boolean specific;

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        AvroTrustedRecords.register();
        registry = new SchemaRegistryClient(RegistrySettings.of(settings));
        specific = new SerdeSettings(settings).flag(SPECIFIC_READER, false);
    }

    /** Registers a listener for retried registry calls; call it after configuration. */
    public void onRetry(Runnable listener) {
        client().onRetry(listener);
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: a record without a value is deserialized to null
    public @Nullable Object deserialize(String topic, byte @Nullable [] message) {
        return message == null ? null : decode(message);
    }

    private Object decode(byte[] message) {
        int schemaId = WireFormat.schemaId(message);
        DatumReader<Object> reader = readers.get(schemaId, this::reader);
        BinaryDecoder decoder = DecoderFactory.get()
                .binaryDecoder(message, WireFormat.HEADER_BYTES, message.length - WireFormat.HEADER_BYTES, null);
        try {
            Object value = reader.read(null, decoder);
            requireEnd(decoder);
            return value;
        } catch (IOException | RuntimeException e) {
            // Whatever Avro stumbles over, it is these bytes: nothing else was asked.
            throw new SerializationException("not a message of schema " + schemaId + ": " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            // A recursive schema lets a message nest as deep as it is long.
            throw new SerializationException("a message of schema " + schemaId + " is nested too deeply");
        }
    }

    private static void requireEnd(BinaryDecoder decoder) throws IOException {
        if (!decoder.isEnd()) {
            throw new IOException("bytes are left after its end");
        }
    }

    private DatumReader<Object> reader(int schemaId) {
        Schema writer = client().schema(schemaId);
        return specific ? specificReader(writer) : new GenericDatumReader<>(writer);
    }

    private SchemaRegistryClient client() {
        SchemaRegistryClient client = registry;
        if (client == null) {
            throw new IllegalStateException("configure() comes first");
        }
        return client;
    }

    private static DatumReader<Object> specificReader(Schema writer) {
        try {
            Class<?> generated = SpecificData.get().getClass(writer);
            if (generated != null) {
                return new SpecificDatumReader<>(writer, SpecificData.get().getSchema(generated));
            }
        } catch (RuntimeException e) {
            throw new SerializationException("no generated record: " + writer.getFullName(), e);
        }
        throw new SerializationException("no generated class is called " + writer.getFullName());
    }
}
