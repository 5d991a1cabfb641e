package io.modelfactory.contracts;

import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.INCOMPATIBLE;
import static org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility;
import static org.apache.avro.SchemaNormalization.parsingFingerprint64;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AvroSchemasTest {

    @BeforeAll
    static void avroTrustsTheGeneratedRecords() {
        AvroTrustedRecords.register();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void theFileIsTheSchemaOfItsGeneratedClass(Schema schema) throws ReflectiveOperationException {
        var generated =
                (Schema) Class.forName(schema.getFullName()).getField("SCHEMA$").get(null);

        // The generated class differs only in Avro's note that strings are java.lang.String, which the fingerprint
        // leaves out.
        assertThat(parsingFingerprint64(generated)).isEqualTo(parsingFingerprint64(schema));
    }

    @Test
    void registeringTrustTwiceChangesNothing() {
        var before = ClassSecurityValidator.getGlobal();

        AvroTrustedRecords.register();

        assertThat(ClassSecurityValidator.getGlobal()).isSameAs(before);
        assertThat(before.isTrusted(DatasetReady.class)).isTrue();
        assertThat(before.isTrusted(String.class)).isTrue();
        assertThat(before.isTrusted(JsonSchemas.class)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void everyFieldIsDocumented(Schema schema) {
        assertThat(records(schema)).allSatisfy(record -> {
            assertThat(record.getDoc()).as(record.getName()).isNotBlank();
            assertThat(record.getFields())
                    .allSatisfy(
                            field -> assertThat(field.doc()).as(field.name()).isNotBlank());
        });
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void aNullableFieldMayComeAndGo(Schema schema) {
        var grown = withField(schema, nullable("added_later"));

        assertThat(compatibility(schema, schema)).isEqualTo(COMPATIBLE);
        assertThat(compatibility(grown, schema)).isEqualTo(COMPATIBLE);
        assertThat(compatibility(schema, grown)).isEqualTo(COMPATIBLE);
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void aFieldWithoutADefaultBreaksOldRecords(Schema schema) {
        var grown = withField(schema, new Schema.Field("demanded", Schema.create(Schema.Type.STRING)));

        assertThat(compatibility(grown, schema)).isEqualTo(INCOMPATIBLE);
    }

    @Test
    void everyFieldOfAJobRequestMayBeMissing() throws IOException {
        var empty = MfJobRequest.newBuilder().build();

        assertThat(records(MfJobRequest.getClassSchema()).flatMap(record -> record.getFields().stream()))
                .hasSizeGreaterThan(20)
                .allSatisfy(field -> {
                    assertThat(field.schema().isNullable()).as(field.name()).isTrue();
                    assertThat(field.hasDefaultValue()).as(field.name()).isTrue();
                });
        assertThat(roundTrip(empty)).isEqualTo(empty);
    }

    @ParameterizedTest
    @MethodSource("filledRecords")
    void whatIsWrittenIsRead(SpecificRecord written) throws IOException {
        assertThat(roundTrip(written)).isEqualTo(written).isNotSameAs(written);
    }

    static List<Schema> schemas() throws IOException {
        try (var files = Files.list(Path.of("src/main/avro"))) {
            var found = new ArrayList<Schema>();
            for (var file : files.sorted().toList()) {
                found.add(new Schema.Parser().parse(file.toFile()));
            }
            assertThat(found).hasSize(5);
            return found;
        }
    }

    static Stream<SpecificRecord> filledRecords() {
        return Stream.of(jobRequest(), lifecycleEvent(), runEvent(), governanceFact(), datasetReady());
    }

    private static MfJobRequest jobRequest() {
        var refs = new ArrayList<>(List.of("r/é😀.json", " "));
        refs.add(null);
        return MfJobRequest.newBuilder()
                .setRequestId("mf.train.req.0001")
                .setCommand("train_build")
                .setTrainBuild(TrainBuildRequest.newBuilder()
                        .setDatasetManifestRefs(refs)
                        .setTargetScope(TargetScope.newBuilder()
                                .setBundleSlot("primary")
                                .build())
                        .setPublishAllowed(true)
                        .build())
                .setPublishRetry(PublishRetry.newBuilder().setRunKey("tr_1").build())
                .build();
    }

    private static RegistryLifecycleEvent lifecycleEvent() {
        return RegistryLifecycleEvent.newBuilder()
                .setSchemaVersion("learning.registry_lifecycle.v0")
                .setRegistryEventId("reg_evt_1")
                .setEventType("BUNDLE_PUBLISHED")
                .setScopeKey(new ScopeKey("prod", "fraud", "primary", null))
                .setBundleRef(new BundleRef("b", "v0-1", "registry/bundles/b/v0-1/bundle_publication.json"))
                .setActor(new Actor("SYSTEM::model_factory", "SYSTEM"))
                .setTsUtc("2026-02-10T14:31:40Z")
                .setEvidenceRefs(List.of(new EvidenceRef("mf_gate_receipt", "gate_receipt.json")))
                .build();
    }

    private static MfRunEvent runEvent() {
        return MfRunEvent.newBuilder()
                .setSchemaVersion("learning.mf_run_event.v0")
                .setEventId("e-1")
                .setEventType("RUN_STARTED")
                .setPlatformRunId("p")
                .setOccurredAtUtc("2026-02-10T14:20:05Z")
                .setSeq(2L)
                .setFullRunAttempts(1)
                .setRefs(Map.of("plan", "plan.json"))
                .build();
    }

    private static GovernanceFact governanceFact() {
        return new GovernanceFact(
                "learning.mf_governance_fact.v0",
                "f-1",
                "PUBLISHED",
                "p",
                null,
                "SYSTEM::model_factory",
                "SYSTEM",
                "2026-02-10T14:31:40Z",
                Map.of("gate_receipt", "gate_receipt.json"),
                Map.of("gate_receipt", "d".repeat(64)),
                Map.of("k", "v"));
    }

    private static DatasetReady datasetReady() {
        return new DatasetReady(
                "learning.ofs_dataset_ready.v0",
                "e-1",
                "p",
                "m.json",
                "dm_001",
                "fingerprint",
                "fraud_core",
                "v3",
                "2026-02-10T14:00:00Z",
                "ofs");
    }

    private static SpecificRecord roundTrip(SpecificRecord written) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new SpecificDatumWriter<SpecificRecord>(written.getSchema()).write(written, encoder);
        encoder.flush();
        var decoder = DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null);
        return new SpecificDatumReader<SpecificRecord>(written.getSchema()).read(null, decoder);
    }

    private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
        return checkReaderWriterCompatibility(reader, writer).getType();
    }

    private static Schema withField(Schema schema, Schema.Field added) {
        var fields = new ArrayList<Schema.Field>();
        schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(added);
        return Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
    }

    private static Schema.Field nullable(String name) {
        var type = Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING));
        return new Schema.Field(name, type, "Added later", Schema.Field.NULL_DEFAULT_VALUE);
    }

    /** A record's schema and those nested in it. */
    private static Stream<Schema> records(Schema schema) {
        return switch (schema.getType()) {
            case RECORD ->
                Stream.concat(Stream.of(schema), schema.getFields().stream().flatMap(field -> records(field.schema())));
            case UNION -> schema.getTypes().stream().flatMap(AvroSchemasTest::records);
            case ARRAY -> records(schema.getElementType());
            default -> Stream.empty();
        };
    }

    /** A worker of a later release must be able to read what this one left in the ledger. */
    @Test
    void everyOutgoingSchemaIsKeptForLaterReleases() {
        SchemaStore kept = ReleasedSchemas.store();

        for (Schema schema : List.of(
                MfRunEvent.getClassSchema(),
                RegistryLifecycleEvent.getClassSchema(),
                GovernanceFact.getClassSchema())) {
            assertThat(kept.findByFingerprint(SchemaNormalization.parsingFingerprint64(schema)))
                    .as("copy src/main/avro/" + schema.getName()
                            + ".avsc to the folder released, under its next number")
                    .isNotNull();
        }
    }
}
