package io.modelfactory.local.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelfactory.local.PlatformTopic;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The lifecycle topic as its subscribers read it: Avro in the Confluent wire format (a zero byte, four bytes of schema
 * id, the record), decoded with nothing but the schema that the registry keeps under that id.
 */
final class LifecycleTopicReader {
    private static final int HEADER_BYTES = 5;

    private final FullTopicReader topics;
    private final String schemaRegistryUrl;
    private final JsonMapper json = new JsonMapper();
    private final Map<Integer, Schema> schemas = new HashMap<>();

    LifecycleTopicReader(FullTopicReader topics, String schemaRegistryUrl) {
        this.topics = topics;
        this.schemaRegistryUrl = schemaRegistryUrl;
    }

    /** The position of an event, and the bundle that it announces. */
    record Event(String type, String bundleId, String bundleVersion, int partition, long offset) {}

    List<Event> read() {
        return topics.read(PlatformTopic.REGISTRY_EVENTS.topic()).stream()
                .map(this::event)
                .toList();
    }

    private Event event(ConsumerRecord<byte[], byte[]> record) {
        try {
            GenericRecord event = decode(record.value());
            GenericRecord bundle = (GenericRecord) event.get("bundle_ref");
            return new Event(
                    String.valueOf(event.get("event_type")),
                    String.valueOf(bundle.get("bundle_id")),
                    String.valueOf(bundle.get("bundle_version")),
                    record.partition(),
                    record.offset());
        } catch (IOException e) {
            throw new DemoException("the lifecycle event at offset " + record.offset() + " cannot be decoded", e);
        }
    }

    private GenericRecord decode(byte[] value) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(value);
        if (value.length < HEADER_BYTES || header.get() != 0) {
            throw new IOException("not in the Confluent wire format");
        }
        BinaryDecoder decoder =
                DecoderFactory.get().binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null);
        return new GenericDatumReader<GenericRecord>(schema(header.getInt())).read(null, decoder);
    }

    private Schema schema(int id) throws IOException {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        URI address = URI.create(schemaRegistryUrl + "/schemas/ids/" + id);
        try (InputStream answer = address.toURL().openStream()) {
            Schema schema = new Schema.Parser()
                    .parse(json.readTree(answer).path("schema").asText());
            schemas.put(id, schema);
            return schema;
        }
    }
}
