package io.modelfactory.worker.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.contracts.DatasetReady;
import io.modelfactory.contracts.GovernanceFact;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.kafka.AvroDeserializer;
import io.modelfactory.worker.kafka.AvroSerializer;
import io.modelfactory.worker.kafka.RegisteredSchemas;
import io.modelfactory.worker.kafka.RegisteredSchemas.RegistrationStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contracts and the serializers against a registry that is not ours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryCompatibilityIT {
    private static final Path PUBLISHED = Path.of("..", "contracts", "src", "main", "avro");
    private static final MfJobRequest REQUEST = MfJobRequest.newBuilder()
            .setRequestId("request-1")
            .setCommand("train_build")
            .build();

    private static final DatasetReady READY = new DatasetReady(
            "learning.ofs_dataset_ready.v0",
            "event-1",
            "platform_1",
            "m.json",
            "dm_001",
            "fingerprint",
            "fraud_core",
            "v3",
            "2026-02-10T14:00:00Z",
            "ofs");

    private final ApicurioRegistry registry = new ApicurioRegistry();
    private final RegistryAdminClient console = new RegistryAdminClient(registry.url());

    @BeforeAll
    void start() {
        registry.start();
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void aPublishedSchemaIsRegisteredAsItLiesInTheRepository(Schema contract) throws IOException {
        String subject = "pipeline." + contract.getName() + "-value";
        String file = file(contract);

        int id = console.register(subject, file);
        console.setCompatibilityLevel(subject, "BACKWARD_TRANSITIVE");

        assertThat(console.schema(id)).isEqualTo(parsed(file));
        assertThat(console.register(subject, file)).as("registered again").isEqualTo(id);
        assertThat(console.get("/config/" + subject).path("compatibilityLevel").textValue())
                .isEqualTo("BACKWARD_TRANSITIVE");
        assertThat(checkup().status("pipeline." + contract.getName(), contract))
                .isEqualTo(RegistrationStatus.REGISTERED);
    }

    @Test
    void aWorkerThatMayNotRegisterFindsWhatThePipelineRegistered() throws IOException {
        int id = console.register("strict-value", file(MfJobRequest.getClassSchema()));

        byte[] message = written(serializer("auto.register.schemas", "false"), "strict");

        assertThat(idIn(message)).isEqualTo(id);
        assertThat(console.get("/subjects/strict-value/versions")).hasSize(1);
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer("auto.register.schemas", "false").serialize("nowhere", REQUEST))
                .withMessageContaining("40401");
    }

    @Test
    void aWorkerThatMayRegisterRegistersTheContractAndNothingOfJavas() throws IOException {
        byte[] message = written(serializer(), "open");

        Schema registered = console.schema(idIn(message));
        assertThat(registered).isEqualTo(parsed(file(MfJobRequest.getClassSchema())));
        assertThat(registered.toString()).doesNotContain("java");
        assertThat(deserializer("specific.avro.reader", "true").deserialize("open", message))
                .isEqualTo(REQUEST);
    }

    @Test
    void onlyOptionalFieldsMayBeAdded() throws IOException {
        Schema contract = MfRunEvent.getClassSchema();
        console.register("evolving-value", file(contract));
        console.setCompatibilityLevel("evolving-value", "BACKWARD_TRANSITIVE");
        Schema demanding = SchemaEvolution.of(parsed(file(contract))).withRequiredField("verdict");

        assertThat(console.isCompatible("evolving-value", demanding.toString())).isFalse();
        RegistryAdminClient.AdminResponse refusal = console.tryToRegister("evolving-value", demanding.toString());
        assertThat(refusal.status()).isEqualTo(409);
        assertThat(refusal.body().path("error_code").intValue()).isEqualTo(409);
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer().serialize("evolving", new GenericData.Record(demanding)))
                .withMessageContaining("answers 409");

        Schema grown = SchemaEvolution.of(parsed(file(contract))).withOptionalField("verdict");
        assertThat(console.isCompatible("evolving-value", grown.toString())).isTrue();
        assertThat(console.schema(console.register("evolving-value", grown.toString())))
                .isEqualTo(grown);
        assertThat(checkup().status("evolving", parsed(file(contract)))).isEqualTo(RegistrationStatus.REGISTERED);
        assertThat(checkup().status("evolving", SchemaEvolution.of(grown).withOptionalField("more")))
                .isEqualTo(RegistrationStatus.COMPATIBLE);
        assertThat(checkup().status("evolving", demanding)).isEqualTo(RegistrationStatus.INCOMPATIBLE);
        assertThat(checkup().status("unheard-of", contract)).isEqualTo(RegistrationStatus.ABSENT);
    }

    /** The third version reads records of the second, but not of the first. */
    @Test
    void aThirdVersionIsHeldAgainstTheFirstAsWell() {
        Schema first =
                SchemaBuilder.record("Order").fields().requiredString("id").endRecord();
        Schema second = SchemaBuilder.record("Order")
                .fields()
                .requiredString("id")
                .name("customer")
                .type()
                .stringType()
                .stringDefault("")
                .endRecord();
        Schema third = SchemaBuilder.record("Order")
                .fields()
                .requiredString("id")
                .requiredString("customer")
                .endRecord();

        assertThat(versionsThrough("BACKWARD", first, second, third)).isEqualTo(3);
        assertThat(versionsThrough("BACKWARD_TRANSITIVE", first, second, third)).isEqualTo(2);
    }

    @Test
    void aReaderWithAnOlderSchemaReadsWhatANewerReleaseWrites() throws IOException {
        Schema newer =
                SchemaEvolution.of(parsed(file(MfJobRequest.getClassSchema()))).withOptionalField("reason");
        GenericRecord written = new GenericRecordBuilder(newer)
                .set("request_id", "request-1")
                .set("command", "train_build")
                .set("reason", "drift")
                .build();

        byte[] message = serializer().serialize("newer", written);

        assertThat(deserializer("specific.avro.reader", "true").deserialize("newer", message))
                .isEqualTo(REQUEST);
    }

    @Test
    void aReaderWithANewerSchemaReadsWhatThisReleaseWrites() throws IOException {
        byte[] message = written(serializer(), "older");
        Schema newer =
                SchemaEvolution.of(parsed(file(MfJobRequest.getClassSchema()))).withOptionalField("reason");

        GenericRecord read = new GenericDatumReader<GenericRecord>(console.schema(idIn(message)), newer)
                .read(null, DecoderFactory.get().binaryDecoder(message, 5, message.length - 5, null));

        assertThat(read.get("request_id")).hasToString("request-1");
        assertThat(read.get("reason")).isNull();
    }

    @Test
    void aRegistryThatIsDownStopsOnlyWhatWasNeverAsked() {
        AvroSerializer writer = serializer();
        AvroDeserializer reader = deserializer();
        byte[] known = writer.serialize("outage", REQUEST);
        byte[] unknown = serializer().serialize("outage-of-another", READY);
        reader.deserialize("outage", known);

        registry.stop();

        assertThat(writer.serialize("outage", REQUEST)).isEqualTo(known);
        assertThat(reader.deserialize("outage", known)).hasToString(REQUEST.toString());
        assertThatExceptionOfType(TransientFaultException.class)
                .isThrownBy(() -> writer.serialize("another", REQUEST))
                .withMessageContaining("no answer of a schema registry");
        assertThatExceptionOfType(TransientFaultException.class)
                .isThrownBy(() -> reader.deserialize("outage", unknown));

        registry.start();

        assertThat(writer.serialize("another", REQUEST)).hasSameSizeAs(known);
        assertThat(reader.deserialize("outage", unknown)).hasToString(READY.toString());
        assertThat(serializer().serialize("outage", REQUEST))
                .as("ids outlive the outage")
                .isEqualTo(known);
    }

    static Stream<Schema> contracts() {
        return Stream.of(
                MfJobRequest.getClassSchema(),
                DatasetReady.getClassSchema(),
                MfRunEvent.getClassSchema(),
                RegistryLifecycleEvent.getClassSchema(),
                GovernanceFact.getClassSchema());
    }

    /** How many versions a registry takes of these, one after the other. */
    private int versionsThrough(String level, Schema... versions) {
        String subject = level.toLowerCase(Locale.ROOT) + "-value";
        console.register(subject, versions[0].toString());
        console.setCompatibilityLevel(subject, level);
        for (int i = 1; i < versions.length; i++) {
            console.tryToRegister(subject, versions[i].toString());
        }
        return console.get("/subjects/" + subject + "/versions").size();
    }

    private AvroSerializer serializer(String... settings) {
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(settings(settings), false);
        return serializer;
    }

    private AvroDeserializer deserializer(String... settings) {
        AvroDeserializer deserializer = new AvroDeserializer();
        deserializer.configure(settings(settings), false);
        return deserializer;
    }

    private RegisteredSchemas checkup() {
        return RegisteredSchemas.of(settings());
    }

    private Map<String, Object> settings(String... more) {
        Map<String, Object> settings = new HashMap<>(Map.of("schema.registry.url", registry.url()));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static byte[] written(AvroSerializer serializer, String topic) {
        return Objects.requireNonNull(serializer.serialize(topic, REQUEST));
    }

    private static int idIn(byte[] message) {
        return ByteBuffer.wrap(message).getInt(1);
    }

    private static String file(Schema contract) throws IOException {
        return Files.readString(PUBLISHED.resolve(contract.getName() + ".avsc"));
    }

    private static Schema parsed(String schema) {
        return new Schema.Parser().parse(schema);
    }
}
