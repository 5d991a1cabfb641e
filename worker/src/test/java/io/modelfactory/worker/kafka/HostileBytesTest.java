package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.contracts.TargetScope;
import io.modelfactory.contracts.TrainBuildRequest;
import io.modelfactory.worker.artifact.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.errors.SerializationException;

/** Whatever a sender writes to the topic, it is decoded or undecodable, and costs no more memory than it has bytes. */
class HostileBytesTest {
    private static final String TOPIC = "requests";
    private static final int JOB_REQUEST = 1;
    private static final int EVERY_TYPE = 2;
    private static final int RECURSIVE = 3;
    private static final int ARRAY_OF_NULL = 4;

    /** Schema ids by the order of these; the registry answers one after the other as they are first asked for. */
    private static final List<String> SCHEMAS =
            List.of(MfJobRequest.getClassSchema().toString(), """
            {"type": "record", "name": "Every", "fields": [
              {"name": "text", "type": "string"}, {"name": "bytes", "type": "bytes"},
              {"name": "list", "type": {"type": "array", "items": ["null", "double", "string"]}},
              {"name": "map", "type": {"type": "map", "values": {"type": "array", "items": "long"}}},
              {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}},
              {"name": "four", "type": {"type": "fixed", "name": "Four", "size": 4}},
              {"name": "flag", "type": "boolean"}, {"name": "float", "type": "float"}, {"name": "int", "type": "int"}
            ]}""", """
            {"type": "record", "name": "Nest", "fields": [{"name": "inner", "type": ["null", "Nest"]}]}""", """
            {"type": "array", "items": "null"}""");

    private static final StubSchemaRegistry REGISTRY = new StubSchemaRegistry();
    private static final AvroDeserializer GENERIC = new AvroDeserializer();
    private static final AvroDeserializer SPECIFIC = new AvroDeserializer();

    @BeforeContainer
    static void learnTheSchemas() {
        for (int i = 0; i < 2; i++) {
            SCHEMAS.forEach(schema ->
                    REGISTRY.then(200, Json.object().put("schema", schema).toString()));
        }
        GENERIC.configure(Map.of("schema.registry.url", REGISTRY.url()), false);
        SPECIFIC.configure(Map.of("schema.registry.url", REGISTRY.url(), "specific.avro.reader", true), false);
        for (AvroDeserializer deserializer : List.of(GENERIC, SPECIFIC)) {
            for (int id = JOB_REQUEST; id <= ARRAY_OF_NULL; id++) {
                survives(deserializer, id, new byte[0]);
            }
        }
    }

    @AfterContainer
    static void stop() {
        REGISTRY.close();
    }

    @Property
    void anyBytesBehindAnyHeader(@ForAll @IntRange(min = 1, max = 4) int schemaId, @ForAll byte[] payload) {
        survives(GENERIC, schemaId, payload);
    }

    @Property
    void anyBytesForTheGeneratedClass(@ForAll byte[] payload) {
        survives(SPECIFIC, JOB_REQUEST, payload);
    }

    @Property
    void anyBytesWithoutHeader(@ForAll @Size(max = 4) byte[] message) {
        assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> GENERIC.deserialize(TOPIC, message));
    }

    @Property
    void aSoundMessageWithOneByteChanged(@ForAll int place, @ForAll byte value) throws IOException {
        byte[] payload = soundRequest();
        payload[Math.floorMod(place, payload.length)] = value;

        survives(GENERIC, JOB_REQUEST, payload);
        survives(SPECIFIC, JOB_REQUEST, payload);
    }

    @Property
    void aSoundMessageCutShort(@ForAll int length) throws IOException {
        byte[] payload = soundRequest();

        assertUndecodable(JOB_REQUEST, Arrays.copyOf(payload, Math.floorMod(length, payload.length)));
    }

    @Example
    void lengthsThatTheMessageCannotHoldAreNotBelieved() throws IOException {
        for (long claim : new long[] {Integer.MAX_VALUE - 8, 1_000_000_000, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            assertUndecodable(EVERY_TYPE, longs(claim));
            assertUndecodable(EVERY_TYPE, longs(0, claim));
            assertUndecodable(EVERY_TYPE, longs(0, 0, claim));
            assertUndecodable(EVERY_TYPE, longs(0, 0, 0, claim));
            assertUndecodable(EVERY_TYPE, longs(0, 0, 0, 1, 0, claim));
            assertUndecodable(EVERY_TYPE, longs(0, 0, 0, 0, claim));
        }
    }

    @Example
    void itemsThatTakeNoBytesAreBoundedToo() throws IOException {
        assertUndecodable(ARRAY_OF_NULL, longs(2_000_000_000, 0));
        assertUndecodable(ARRAY_OF_NULL, longs(Long.MAX_VALUE, 0));
    }

    @Example
    void nestingAsDeepAsTheMessageIsLong() {
        byte[] deep = new byte[1_000_000];
        Arrays.fill(deep, (byte) 2);

        assertUndecodable(RECURSIVE, deep);
    }

    private static byte[] soundRequest() throws IOException {
        MfJobRequest request = MfJobRequest.newBuilder()
                .setRequestId("request-1")
                .setCommand("train_build")
                .setTrainBuild(TrainBuildRequest.newBuilder()
                        .setDatasetManifestRefs(List.of("run/ofs/manifests/a.json", "run/ofs/manifests/b.json"))
                        .setTargetScope(TargetScope.newBuilder()
                                .setEnvironment("dev")
                                .setMode("fraud")
                                .setBundleSlot("primary")
                                .build())
                        .setPublishAllowed(true)
                        .build())
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new SpecificDatumWriter<>(MfJobRequest.class).write(request, encoder);
        return out.toByteArray();
    }

    private static byte[] longs(long... values) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        for (long value : values) {
            encoder.writeLong(value);
        }
        return out.toByteArray();
    }

    private static void survives(AvroDeserializer deserializer, int schemaId, byte[] payload) {
        try {
            assertThat(deserializer.deserialize(TOPIC, message(schemaId, payload)))
                    .isNotNull();
        } catch (SerializationException undecodable) {
            assertThat(undecodable).hasMessageMatching("(?s).*(message of schema|generated).*");
        }
    }

    private static void assertUndecodable(int schemaId, byte[] payload) {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> GENERIC.deserialize(TOPIC, message(schemaId, payload)))
                .withMessageContaining("message of schema " + schemaId);
    }

    private static byte[] message(int schemaId, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(WireFormat.header(schemaId));
        out.writeBytes(payload);
        return out.toByteArray();
    }
}
