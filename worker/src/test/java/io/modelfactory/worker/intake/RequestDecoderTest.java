package io.modelfactory.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.contracts.DatasetReady;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.SchedulingLimits;
import io.modelfactory.worker.config.TriggerPolicy;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.request.DatasetTrigger;
import io.modelfactory.worker.request.RequestFixture;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

class RequestDecoderTest {
    private static final String DIGEST = "d".repeat(64);
    private static final TriggerPolicy NO_RULES = new TriggerPolicy("trigger", "r1", "e".repeat(64), List.of());
    private static final byte[] BYTES = "bytes".getBytes(StandardCharsets.UTF_8);
    private static final IntakeSettings SETTINGS = new IntakeSettings(
            "requests",
            "ofs",
            "dead",
            Duration.ofMillis(10),
            1_000,
            IntakeSettings.UNSCOPED,
            SchedulingLimits.UNLIMITED);

    @Test
    void aRecordOfAnotherSchemaIsRefusedByItsContract() {
        Schema schema = SchemaBuilder.record("Other")
                .fields()
                .requiredString("request_id")
                .endRecord();
        GenericRecord other = new GenericRecordBuilder(schema)
                .set("request_id", "request.0001")
                .build();

        IntakeEntry entry = decode(message(), given(other));

        assertThat(entry).isInstanceOfSatisfying(IntakeEntry.RefusalEntry.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(FailureCode.SCHEMA_INVALID);
            assertThat(refusal.requestId()).isEqualTo("request.0001");
            assertThat(refusal.platformRunId()).isEqualTo(IntakeSettings.UNSCOPED);
        });
    }

    @Test
    void aRecordThatHasNoJsonFormIsADeadLetter() {
        Schema schema =
                SchemaBuilder.record("Score").fields().requiredDouble("value").endRecord();
        GenericRecord notANumber =
                new GenericRecordBuilder(schema).set("value", Double.NaN).build();

        assertThat(decode(message(), given(notANumber))).isInstanceOf(IntakeEntry.DeadLetterEntry.class);
    }

    @Test
    void aRecordNestedTooDeeplyIsADeadLetter() {
        assertThat(decode(message(), given(nested(200_000))))
                .isInstanceOfSatisfying(
                        IntakeEntry.DeadLetterEntry.class,
                        letter -> assertThat(letter.headers())
                                .containsEntry("error.message", "the record nests deeper than 64 levels"));
    }

    @Test
    void undecodableBytesKeepHeadersAndPosition() {
        ConsumerRecord<byte[], byte[]> message = message();
        message.headers().add("traceparent", "00-x".getBytes(StandardCharsets.UTF_8));

        IntakeEntry entry = decode(message, failing(new SerializationException("no Avro")));

        assertThat(entry).isInstanceOfSatisfying(IntakeEntry.DeadLetterEntry.class, letter -> {
            assertThat(letter.value()).isEqualTo(BYTES);
            assertThat(letter.headers())
                    .containsEntry("ce_id", "dlq:requests-3-42")
                    .containsEntry("traceparent", "00-x")
                    .containsEntry("error.topic", "requests")
                    .containsEntry("error.partition", "3")
                    .containsEntry("error.offset", "42")
                    .containsEntry("error.message", "no Avro");
        });
    }

    @Test
    void headerNamesThatDifferByUnstorableCharactersStillMakeADeadLetter() {
        ConsumerRecord<byte[], byte[]> message = message();
        message.headers().add("trace\u0000id", new byte[] {'a'}).add("trace\ufffdid", new byte[] {'b'});

        IntakeEntry entry = decode(message, failing(new SerializationException("no Avro")));

        assertThat(entry)
                .isInstanceOfSatisfying(
                        IntakeEntry.DeadLetterEntry.class,
                        letter -> assertThat(letter.headers())
                                .containsEntry("trace\ufffdid", "b")
                                .containsEntry("ce_id", "dlq:requests-3-42"));
    }

    @Test
    void headersThatCannotBeReadAreLeftOutOfTheDeadLetter() {
        ConsumerRecord<byte[], byte[]> message = message();
        message.headers().add(new Header() {
            @Override
            public String key() {
                return "broken";
            }

            @Override
            public byte[] value() {
                throw new IllegalStateException("no value");
            }
        });

        IntakeEntry entry = decode(message, failing(new SerializationException("no Avro")));

        assertThat(entry).isInstanceOfSatisfying(IntakeEntry.DeadLetterEntry.class, letter -> {
            assertThat(letter.value()).isEqualTo(BYTES);
            assertThat(letter.headers()).containsEntry("error.offset", "42").doesNotContainKey("broken");
        });
    }

    @Test
    void anUnreachableRegistryIsATransientFault() {
        SerializationException confluentStyle =
                new SerializationException("Error retrieving Avro schema", new ConnectException("refused"));

        assertThatThrownBy(() -> decode(message(), failing(confluentStyle)))
                .isInstanceOf(TransientFaultException.class);
        assertThatThrownBy(
                        () -> decode(message(), failing(new TransientFaultException("down", new ConnectException()))))
                .isInstanceOf(TransientFaultException.class);
    }

    @Test
    void aRecordThatIsTooLargeIsNotDecoded() {
        ConsumerRecord<byte[], byte[]> large =
                new ConsumerRecord<>("requests", 0, 0, new byte[0], new byte[SETTINGS.maxMessageBytes() + 1]);

        assertThat(decode(large, failing(new IllegalStateException("was decoded"))))
                .isInstanceOfSatisfying(
                        IntakeEntry.DeadLetterEntry.class,
                        letter -> assertThat(letter.headers())
                                .containsEntry("error.message", "the record has 1001 bytes, allowed are 1000"));
    }

    @Test
    void anAvroRequestWithoutAFieldIsRefusedByItsCode() {
        MfJobRequest withoutId = MfJobRequest.newBuilder()
                .setSchemaVersion("learning.mf_job_request.v0")
                .setCommand("train_build")
                .setPlatformRunId("run-1")
                .setSubmittedAtUtc("2026-02-10T00:00:00Z")
                .setRequesterPrincipal("SYSTEM::test")
                .build();

        assertThat(decode(message(), given(withoutId)))
                .isInstanceOfSatisfying(
                        IntakeEntry.RefusalEntry.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.REQUEST_ID_INVALID));
    }

    @Test
    void aRecordAtTheDepthLimitIsRefusedByItsContract() {
        assertThat(decode(message(), given(nested(Json.MAX_DEPTH)))).isInstanceOf(IntakeEntry.RefusalEntry.class);
        assertThat(decode(message(), given(nested(Json.MAX_DEPTH + 1))))
                .isInstanceOf(IntakeEntry.DeadLetterEntry.class);
    }

    @Test
    void anAnnouncementThatIsNoneIsADeadLetter() {
        DatasetReady announcement = DatasetReady.newBuilder()
                .setSchemaVersion("learning.ofs_dataset_ready.v1")
                .setEventId("event-1")
                .setPlatformRunId("run-1")
                .setDatasetManifestRef(" ")
                .setDatasetManifestId("dm_1")
                .setDatasetFingerprint("fingerprint")
                .setFeatureSetId("core")
                .setFeatureSetVersion("v1")
                .setOccurredAtUtc("2026-02-10T00:00:00Z")
                .setProducer("ofs")
                .build();

        IntakeEntry entry = decode(new ConsumerRecord<>("ofs", 0, 7, new byte[0], BYTES), given(announcement));

        assertThat(entry).isInstanceOfSatisfying(IntakeEntry.DeadLetterEntry.class, letter -> {
            assertThat(letter.headers()).containsEntry("error.topic", "ofs").containsEntry("ce_id", "dlq:ofs-0-7");
            assertThat(letter.headers().get("error.message"))
                    .contains("schema_version: must be learning.ofs_dataset_ready.v0", "dataset_manifest_ref:");
        });
    }

    private static IntakeEntry decode(ConsumerRecord<byte[], byte[]> message, Deserializer<Object> deserializer) {
        return new RequestDecoder(
                        deserializer,
                        RequestFixture.openRules(DIGEST),
                        Optional.of(new DatasetTrigger(NO_RULES, DIGEST, RequestFixture.RELEASE)),
                        SETTINGS)
                .decode(message)
                .orElseThrow();
    }

    /** A record of so many levels. */
    private static GenericRecord nested(int levels) {
        Schema schema = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Node\",\"fields\":"
                        + "[{\"name\":\"next\",\"type\":[\"null\",\"Node\"]}]}");
        GenericRecord record = new GenericData.Record(schema);
        for (int level = 1; level < levels; level++) {
            GenericRecord outer = new GenericData.Record(schema);
            outer.put("next", record);
            record = outer;
        }
        return record;
    }

    private static ConsumerRecord<byte[], byte[]> message() {
        return new ConsumerRecord<>("requests", 3, 42, new byte[0], BYTES);
    }

    private static Deserializer<Object> given(Object decoded) {
        return (topic, bytes) -> decoded;
    }

    private static Deserializer<Object> failing(RuntimeException failure) {
        return (topic, bytes) -> {
            throw failure;
        };
    }
}
