package io.modelfactory.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.contracts.TargetScope;
import io.modelfactory.contracts.TrainBuildRequest;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.SchedulingLimits;
import io.modelfactory.worker.kafka.AvroDeserializer;
import io.modelfactory.worker.kafka.StubSchemaRegistry;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.request.Admission;
import io.modelfactory.worker.request.AdmissionRules;
import io.modelfactory.worker.request.RequestFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Sound requests, changed where it hurts: each record has an outcome, and nothing but an outcome. */
class DecoderFuzzTest {
    private static final String REQUEST_ID = "[A-Za-z0-9._:-]{8,128}";
    private static final AdmissionRules RULES = RequestFixture.openRules("d".repeat(64));
    private static final IntakeSettings SETTINGS = new IntakeSettings(
            "requests",
            "ofs",
            "dead",
            Duration.ofMillis(10),
            1_000_000,
            IntakeSettings.UNSCOPED,
            SchedulingLimits.UNLIMITED);
    private static final StubSchemaRegistry REGISTRY = new StubSchemaRegistry()
            .then(
                    200,
                    Json.object()
                            .put("schema", MfJobRequest.getClassSchema().toString())
                            .toString());
    private static final AvroDeserializer DESERIALIZER = new AvroDeserializer();

    @BeforeContainer
    static void configure() {
        DESERIALIZER.configure(Map.of("schema.registry.url", REGISTRY.url()), false);
    }

    @AfterContainer
    static void stop() {
        REGISTRY.close();
    }

    @Property(tries = 3_000)
    void changedBytesAreARequestARefusalOrADeadLetter(
            @ForAll @Size(min = 1, max = 6) List<@From("change") MessageChange> changes) throws IOException {
        byte[] message = message();
        for (MessageChange change : changes) {
            message = change.to(message);
        }

        assertIsAnOutcome(decode(message));
    }

    @Property(tries = 1_000)
    void anyRecordAroundAnyBytesHasAnOutcome(
            @ForAll @Size(max = 4) List<@From("hostileText") String> names,
            @ForAll @Size(max = 3_000) byte[] key,
            @ForAll @Size(max = 3_000) byte[] value,
            @ForAll long timestamp,
            @ForAll boolean withoutKeyAndValue) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "requests",
                0,
                0,
                Math.max(-1, timestamp),
                TimestampType.CREATE_TIME,
                key.length,
                value.length,
                withoutKeyAndValue ? null : key,
                withoutKeyAndValue ? null : value,
                new RecordHeaders(),
                Optional.empty());
        names.forEach(name -> record.headers()
                .add(name + "\u0000", key)
                .add(name + "\ufffd", null)
                .add(name + "\ud800", value));

        assertIsAnOutcome(decode(record));
    }

    @Property(tries = 500)
    void anyTextInAnyFieldIsARequestOrARefusal(@ForAll("hostileText") String text, @ForAll @IntRange(max = 7) int field)
            throws IOException {
        MfJobRequest request = request();
        switch (field) {
            case 0 -> request.put("request_id", text);
            case 1 -> request.put("command", text);
            case 2 -> request.put("platform_run_id", text);
            case 3 -> request.put("requester_principal", text);
            case 4 -> request.getTrainBuild().put("dataset_manifest_refs", List.of(text));
            case 5 -> request.getTrainBuild().put("governance_profile_ref", text);
            case 6 -> request.getTrainBuild().put("intent_kind", text);
            default -> request.getTrainBuild().getTargetScope().put("mode", text);
        }

        IntakeEntry entry = decode(wire(request));

        assertIsAnOutcome(entry);
        assertThat(entry).isNotInstanceOf(IntakeEntry.DeadLetterEntry.class);
    }

    /** Members of the tree go missing, change places or are wrapped up; admission answers, whatever it is. */
    @Property(tries = 3_000)
    void aTreeOfAnotherShapeIsAnswered(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 5) Integer> kinds,
            @ForAll @Size(min = 5, max = 5) List<Integer> places,
            @ForAll("hostileText") String text) {
        ObjectNode tree = Json.object()
                .put("schema_version", "learning.mf_job_request.v0")
                .put("request_id", "mf.train.req.0001")
                .put("command", "train_build")
                .put("platform_run_id", RequestFixture.RUN)
                .put("submitted_at_utc", "2026-02-10T14:19:00Z")
                .put("requester_principal", "SYSTEM::run_operate");
        tree.set("train_build", RequestFixture.trainBuild());
        for (int i = 0; i < kinds.size(); i++) {
            reshape(tree, kinds.get(i), places.get(i), text);
        }

        Admission admission = RULES.admit(tree);

        if (admission instanceof Admission.Refused refused) {
            assertThat(refused.requestId()).matches(REQUEST_ID);
            assertThat(refused.message()).hasSizeLessThan(4_000);
        } else {
            assertThat(admission).isInstanceOfAny(Admission.TrainBuild.class, Admission.PublishRetry.class);
        }
    }

    private static void reshape(ObjectNode tree, int kind, int place, String text) {
        List<ObjectNode> owners = new ArrayList<>();
        List<String> names = new ArrayList<>();
        collect(tree, owners, names);
        if (names.isEmpty()) {
            return;
        }
        int at = Math.floorMod(place, names.size());
        ObjectNode owner = owners.get(at);
        String name = names.get(at);
        JsonNode value = owner.get(name);
        switch (kind) {
            case 0 -> owner.remove(name);
            case 1 -> owner.set(name, ((ArrayNode) Json.tree(List.of())).add(value));
            case 2 -> owner.set(name, Json.object().set(name, value));
            case 3 -> owner.set(text, value);
            case 4 -> owner.put(name, text);
            default -> tree.set(name, value);
        }
    }

    private static void collect(ObjectNode object, List<ObjectNode> owners, List<String> names) {
        object.properties().forEach(member -> {
            owners.add(object);
            names.add(member.getKey());
            if (member.getValue() instanceof ObjectNode nested) {
                collect(nested, owners, names);
            }
        });
    }

    @Provide
    Arbitrary<MessageChange> change() {
        return Combinators.combine(
                        Arbitraries.of(MessageChange.Kind.values()), Arbitraries.integers(), Arbitraries.bytes())
                .as(MessageChange::new);
    }

    @Provide
    Arbitrary<String> hostileText() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(300),
                Arbitraries.of(
                        "",
                        " ",
                        "\u0000",
                        "../x",
                        "\ud800",
                        "\u202e",
                        "\u001b[2J",
                        "=cmd|' /C calc'!A0",
                        "'; DROP TABLE mf_run; --",
                        "${jndi:ldap://x}",
                        "a".repeat(200_000)));
    }

    private static void assertIsAnOutcome(IntakeEntry entry) {
        if (entry instanceof IntakeEntry.RefusalEntry refusal) {
            assertThat(refusal.requestId()).matches(REQUEST_ID);
            assertThat(refusal.message()).hasSizeLessThan(4_000);
        } else if (entry instanceof IntakeEntry.DeadLetterEntry letter) {
            assertThat(letter.headers()).containsKeys("ce_id", "error.class", "error.message");
        }
    }

    private static IntakeEntry decode(byte[] message) {
        return decode(new ConsumerRecord<>("requests", 0, 0, new byte[0], message));
    }

    private static IntakeEntry decode(ConsumerRecord<byte[], byte[]> record) {
        return new RequestDecoder(DESERIALIZER, RULES, Optional.empty(), SETTINGS)
                .decode(record)
                .orElseThrow();
    }

    private static byte[] message() throws IOException {
        return wire(request());
    }

    private static MfJobRequest request() {
        return MfJobRequest.newBuilder()
                .setSchemaVersion("learning.mf_job_request.v0")
                .setRequestId("mf.train.req.0001")
                .setCommand("train_build")
                .setPlatformRunId(RequestFixture.RUN)
                .setSubmittedAtUtc("2026-02-10T14:19:00Z")
                .setRequesterPrincipal("SYSTEM::run_operate")
                .setTrainBuild(TrainBuildRequest.newBuilder()
                        .setIntentKind("baseline_train")
                        .setDatasetManifestRefs(List.of("run/ofs/manifests/a.json"))
                        .setGovernanceProfileRef("config/mf/governance.yaml")
                        .setTargetScope(TargetScope.newBuilder()
                                .setEnvironment("dev")
                                .setMode("fraud")
                                .setBundleSlot("primary")
                                .build())
                        .setPublishAllowed(true)
                        .build())
                .build();
    }

    /** Behind the header of schema 1. */
    private static byte[] wire(MfJobRequest request) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 0, 0, 1});
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new SpecificDatumWriter<>(MfJobRequest.class).write(request, encoder);
        return out.toByteArray();
    }
}
