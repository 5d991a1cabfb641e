package io.modelfactory.worker.kafka;

import io.modelfactory.contracts.AvroTrustedRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes Avro records in the Confluent wire format; configured by Confluent's own keys. The subject is
 * {@code <topic>-value}, for a key {@code <topic>-key} (TopicNameStrategy). With {@code auto.register.schemas=false}
 * the schema must be registered already.
 *
 * <p>A record that cannot be encoded, and a schema that the registry refuses or does not know, leave as
 * {@link SerializationException}; a registry that cannot be asked leaves as
 * {@link io.modelfactory.worker.failure.TransientFaultException}.
 */
public final class AvroSerializer implements Serializer<Object> {
    private static final int MAX_CACHED_SCHEMAS = 1_000;
    private static final int INITIAL_BUFFER_BYTES = 512;

    private final LruCache<SubjectSchema, Integer> ids = new LruCache<>(MAX_CACHED_SCHEMAS);
    private @Nullable SchemaRegistryClient registry;
    private boolean autoRegister;
    private String subjectSuffix = "-value";

    private record SubjectSchema(String subject, Schema schema) {}

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        AvroTrustedRecords.register();
        RegistrySettings read = RegistrySettings.of(settings);
        registry = new SchemaRegistryClient(read);
        autoRegister = read.autoRegister();
        subjectSuffix = isKey ? "-key" : "-value";
    }

    /** Registers a listener for retried registry calls; call it after configuration. */
    public void onRetry(Runnable listener) {
        client().onRetry(listener);
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: null is serialized to null
    public byte @Nullable [] serialize(String topic, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof IndexedRecord message)) {
            throw new SerializationException(
                    "not an Avro record: " + value.getClass().getName());
        }
        int id = ids.get(new SubjectSchema(topic + subjectSuffix, message.getSchema()), this::id);
        try {
            return encode(id, message);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "cannot encode " + message.getSchema().getFullName() + ": " + e.getMessage(), e);
        }
    }

    private int id(SubjectSchema wanted) {
        return autoRegister
                ? client().register(wanted.subject(), wanted.schema())
                : client().idOf(wanted.subject(), wanted.schema());
    }

    private SchemaRegistryClient client() {
        SchemaRegistryClient client = registry;
        if (client == null) {
            throw new IllegalStateException("configure() comes first");
        }
        return client;
    }

    private static byte[] encode(int id, IndexedRecord message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(INITIAL_BUFFER_BYTES);
        out.writeBytes(WireFormat.header(id));
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        writer(message).write(message, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static DatumWriter<Object> writer(IndexedRecord message) {
        return message instanceof SpecificRecord
                ? new SpecificDatumWriter<>(message.getSchema(), SpecificData.get())
                : new GenericDatumWriter<>(message.getSchema());
    }
}
