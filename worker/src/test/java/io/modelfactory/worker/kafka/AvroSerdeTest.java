package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.registry.DevelopmentSchemaRegistry;
import io.modelfactory.local.registry.DevelopmentSchemaRegistry.Credentials;
import io.modelfactory.worker.failure.TransientFaultException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The serializers against a registry that is really there, restarts, and goes away. */
class AvroSerdeTest {
    private static final String TOPIC = "orders";
    private static final Schema ORDER = new Schema.Parser().parse("""
            {"type": "record", "name": "Order", "namespace": "shop", "fields": [
              {"name": "id", "type": "string"},
              {"name": "amount", "type": "int"},
              {"name": "note", "type": ["null", "string"], "default": null},
              {"name": "tags", "type": {"type": "array", "items": "string"}}
            ]}""");
    private static final GenericRecord AN_ORDER = new GenericRecordBuilder(ORDER)
            .set("id", "a-1")
            .set("amount", -65)
            .set("tags", List.of("é"))
            .build();

    private final DevelopmentSchemaRegistry registry = new DevelopmentSchemaRegistry(DataDirectory.temporary());

    @BeforeEach
    void start() {
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    /** Written by hand from the Avro specification and Confluent's description of its framing. */
    @Test
    void theBytesOnTheWireAreConfluents() {
        byte[] byHand = {
            0,
            0,
            0,
            0,
            1, // magic byte; the first schema of this registry
            6,
            'a',
            '-',
            '1', // zig-zag length 3
            -127,
            1, // zig-zag of -65 is 129: two bytes, the low seven bits first
            0, // first branch of the union
            2,
            4,
            (byte) 0xC3,
            (byte) 0xA9,
            0 // a block of one text of two bytes; no more blocks
        };

        assertThat(serializer().serialize(TOPIC, AN_ORDER)).isEqualTo(byHand);
        assertThat(deserializer().deserialize(TOPIC, byHand)).hasToString(AN_ORDER.toString());
    }

    @Test
    void generatedRecordsComeBackAsGeneratedRecordsIfAskedFor() {
        MfJobRequest request = MfJobRequest.newBuilder()
                .setRequestId("request-1")
                .setCommand("train_build")
                .build();
        byte[] message = bytes(serializer(), request);

        assertThat(deserializer("specific.avro.reader", "true").deserialize(TOPIC, message))
                .isEqualTo(request);
        assertThat(deserializer().deserialize(TOPIC, message))
                .isInstanceOfSatisfying(
                        GenericRecord.class,
                        generic -> assertThat(generic.get("request_id")).hasToString("request-1"));
    }

    @Test
    void aWriterThatKnewFewerFieldsIsStillUnderstood() {
        Schema older = new Schema.Parser().parse("""
                {"type": "record", "name": "MfJobRequest", "namespace": "io.modelfactory.contracts", "fields": [
                  {"name": "dropped", "type": {"type": "map", "values": "long"}},
                  {"name": "request_id", "type": ["null", "string"], "default": null}
                ]}""");
        GenericRecord message = new GenericData.Record(older);
        message.put("dropped", Map.of("a", 1L));
        message.put("request_id", "request-1");

        assertThat(deserializer("specific.avro.reader", "true")
                        .deserialize(TOPIC, serializer().serialize(TOPIC, message)))
                .isEqualTo(MfJobRequest.newBuilder().setRequestId("request-1").build());
    }

    @Test
    void aSchemaWithoutGeneratedClassCannotBecomeOne() {
        byte[] message = bytes(serializer(), AN_ORDER);

        assertUndecodable(
                deserializer("specific.avro.reader", "true"), message, "no generated class is called shop.Order");
    }

    @Test
    void aSchemaNamedLikeAnyOtherClassIsNotInstantiated() {
        Schema hostile = new Schema.Parser()
                .parse(
                        "{\"type\": \"record\", \"name\": \"ProcessBuilder\", \"namespace\": \"java.lang\", \"fields\": []}");
        byte[] message = bytes(serializer(), new GenericData.Record(hostile));

        assertUndecodable(deserializer("specific.avro.reader", "true"), message, "java.lang.ProcessBuilder");
    }

    @Test
    void nothingStaysNothing() {
        assertThat(serializer().serialize(TOPIC, null)).isNull();
        assertThat(deserializer().deserialize(TOPIC, null)).isNull();
    }

    @Test
    void onlyAvroRecordsThatFitTheirSchemaAreWritten() {
        GenericRecord incomplete = new GenericData.Record(ORDER);

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer().serialize(TOPIC, "text"))
                .withMessage("not an Avro record: java.lang.String");
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer().serialize(TOPIC, incomplete))
                .withMessageStartingWith("cannot encode shop.Order");
    }

    @Test
    void withoutAutoRegistrationOnlyARegisteredSchemaIsWritten() {
        AvroSerializer strict = serializer("auto.register.schemas", "false");

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> strict.serialize(TOPIC, AN_ORDER))
                .withMessageContaining("40401");
        byte[] message = bytes(serializer(), AN_ORDER);
        assertThat(strict.serialize(TOPIC, AN_ORDER)).isEqualTo(message);
    }

    @Test
    void aSchemaThatBreaksThePromiseToReadersIsNotWritten() {
        serializer().serialize(TOPIC, AN_ORDER);
        Schema breaking = new Schema.Parser().parse("""
                {"type": "record", "name": "Order", "namespace": "shop", "fields": [
                  {"name": "customer", "type": "string"}]}""");
        GenericRecord message =
                new GenericRecordBuilder(breaking).set("customer", "c").build();

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer().serialize(TOPIC, message))
                .withMessageContaining("409");
        assertThat(serializer().serialize("elsewhere", message)).isNotEmpty();
    }

    @Test
    void keysHaveASubjectOfTheirOwn() {
        AvroSerializer keys = new AvroSerializer();
        keys.configure(Map.of("schema.registry.url", registry.url()), true);
        keys.serialize(TOPIC, AN_ORDER);

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer("auto.register.schemas", "false").serialize(TOPIC, AN_ORDER));
    }

    @Test
    void bytesThatAreNoMessageAreUndecodable() {
        byte[] message = bytes(serializer(), AN_ORDER);
        byte[] unknownSchema = message.clone();
        unknownSchema[4] = 99;
        byte[] trailing = Arrays.copyOf(message, message.length + 1);
        byte[] cut = Arrays.copyOf(message, message.length - 1);

        assertUndecodable(deserializer(), "garbage".getBytes(StandardCharsets.UTF_8), "wire format");
        assertUndecodable(deserializer(), unknownSchema, "40403");
        assertUndecodable(deserializer(), trailing, "bytes are left after its end");
        assertUndecodable(deserializer(), cut, "not a message of schema 1");
    }

    @Test
    void aRestartOfTheRegistryGoesUnnoticed() {
        AvroSerializer serializer = serializer();
        byte[] before = bytes(serializer, AN_ORDER);

        registry.restart();

        assertThat(serializer().serialize(TOPIC, AN_ORDER)).isEqualTo(before);
        assertThat(serializer.serialize("elsewhere", AN_ORDER)).isEqualTo(before);
        assertThat(deserializer().deserialize(TOPIC, before))
                .isEqualTo(deserializer().deserialize(TOPIC, before));
    }

    @Test
    void anOutageAffectsUnseenSchemasOnlyAndNoMessage() {
        AvroSerializer serializer = serializer();
        AvroDeserializer seen = deserializer();
        AvroDeserializer fresh = deserializer();
        byte[] message = bytes(serializer, AN_ORDER);
        seen.deserialize(TOPIC, message);

        registry.stop();

        assertThat(serializer.serialize(TOPIC, AN_ORDER)).isEqualTo(message);
        assertThat(seen.deserialize(TOPIC, message)).hasToString(AN_ORDER.toString());
        assertThatExceptionOfType(TransientFaultException.class).isThrownBy(() -> fresh.deserialize(TOPIC, message));
        assertThatExceptionOfType(TransientFaultException.class)
                .isThrownBy(() -> serializer.serialize("elsewhere", AN_ORDER));

        registry.start();

        assertThat(fresh.deserialize(TOPIC, message)).hasToString(AN_ORDER.toString());
    }

    @Test
    void aWrongPasswordCondemnsNoMessageEither() {
        try (DevelopmentSchemaRegistry guarded =
                new DevelopmentSchemaRegistry(DataDirectory.temporary(), new Credentials("user", "right"))) {
            guarded.start();
            byte[] message = guarded(guarded, "user:right").serialize(TOPIC, AN_ORDER);

            assertThat(message).hasSizeGreaterThan(WireFormat.HEADER_BYTES);
            assertThatExceptionOfType(TransientFaultException.class)
                    .isThrownBy(() -> guarded(guarded, "user:wrong").serialize(TOPIC, AN_ORDER))
                    .withMessageContaining("answers 401")
                    .withMessageNotContaining("wrong");
        }
    }

    private static byte[] bytes(AvroSerializer serializer, GenericContainer value) {
        return Objects.requireNonNull(serializer.serialize(TOPIC, value));
    }

    private static AvroSerializer guarded(DevelopmentSchemaRegistry registry, String userInfo) {
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(
                Map.of(
                        "schema.registry.url",
                        registry.url(),
                        "basic.auth.credentials.source",
                        "USER_INFO",
                        "basic.auth.user.info",
                        userInfo),
                false);
        return serializer;
    }

    private AvroSerializer serializer(String... more) {
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(settings(more), false);
        return serializer;
    }

    private AvroDeserializer deserializer(String... more) {
        AvroDeserializer deserializer = new AvroDeserializer();
        deserializer.configure(settings(more), false);
        return deserializer;
    }

    private Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("schema.registry.url", registry.url()));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static void assertUndecodable(AvroDeserializer deserializer, byte[] message, String why) {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> deserializer.deserialize(TOPIC, message))
                .withMessageContaining(why);
    }
}
