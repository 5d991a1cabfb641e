package io.modelfactory.worker.kafka;

import io.modelfactory.contracts.TrustedRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
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
 * {@code <topic>-value} (TopicNameStrategy); with {@code auto.register.schemas=false} the schema must be registered already.
 */
public final class AvroSerializer implements Serializer<Object> {
    private final Map<Registered, Integer> ids = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient registry;
    private boolean autoRegister;
    private String subjectSuffix = "-value";

    private record Registered(String subject, Schema schema) {}

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        TrustedRecords.register();
        RegistrySettings read = RegistrySettings.of(settings);
        registry = new SchemaRegistryClient(read);
        autoRegister = read.autoRegister();
        subjectSuffix = isKey ? "-key" : "-value";
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
        int id = ids.computeIfAbsent(new Registered(topic + subjectSuffix, message.getSchema()), this::id);
        try {
            return encode(id, message);
        } catch (IOException | AvroRuntimeException | ClassCastException e) {
            throw new SerializationException(
                    "cannot encode " + message.getSchema().getFullName(), e);
        }
    }

    private int id(Registered schema) {
        SchemaRegistryClient client = registry;
        if (client == null) {
            throw new IllegalStateException("configure() comes before serialize()");
        }
        return autoRegister
                ? client.register(schema.subject(), schema.schema())
                : client.idOf(schema.subject(), schema.schema());
    }

    private static byte[] encode(int id, IndexedRecord message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        out.write(WireFormat.MAGIC);
        out.write(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
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
