package io.modelfactory.worker.app.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.DatasetReady;
import io.modelfactory.local.EmbeddedDatabase;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.local.simulate.WrittenDataset;
import io.modelfactory.worker.app.operator.JobRequestMessages;
import io.modelfactory.worker.app.operator.RequestSender;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Datasets announced on a real topic, to a running worker whose trigger policy has a rule for one feature set. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatasetTriggerIT {
    private static final String RUN = RequestFixture.RUN;
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String POLICY = """
            policy_id: mf.trigger_policy.test
            revision: r1
            rules:
              - dataset_ready: {feature_set_id: credit_core, feature_set_version: v1}
                train_build:
                  intent_kind: backfill_retrain
                  training_config_ref: %s
                  governance_profile_ref: %s
                  target_scope: {environment: local, mode: credit, bundle_slot: primary}
                  policy_revision: mf-policy-v0
                  config_revision: triggered
                  publish_allowed: false
            """;

    private final PlatformFixture fixture = new PlatformFixture();
    private final Configuration off = fixture.configuration();
    private final Configuration on = triggered();
    private final Wiring.Topics names = on.profile().wiring().kafka().topics();
    private final TopicRecordReader topics = new TopicRecordReader(on);
    private final Serializer<Object> serializer =
            new SerdeFactory(on.profile().wiring().schemaRegistry()).serializer();
    private final Producer<byte[], byte[]> producer =
            KafkaClientFactory.of(on.profile().wiring().kafka()).producer();
    private WrittenDataset credit = new WrittenDataset(target(), 0, 0, 0);

    @BeforeAll
    void writeDataset() throws IOException {
        credit = LocalDatasets.credit(target());
    }

    @AfterAll
    void stopEverything() {
        producer.close();
        serializer.close();
        topics.close();
        fixture.close();
    }

    @Test
    void anAnnouncedDatasetIsTrainedOnOnceHoweverOftenItIsAnnounced() throws Exception {
        announce(ready("event-0", "credit_core", "v1"));
        try (Worker ignoring = Worker.start(off, PlatformFixture.SCHEMAS);
                RequestSender sender = RequestSender.of(off)) {
            assertThat(ignoring).isNotNull();
            assertAnnouncementsAreNotReadWhereTheTriggerIsOff(sender);
        }

        try (Worker worker = Worker.start(on, PlatformFixture.SCHEMAS)) {
            assertThat(worker).isNotNull();
            announce(ready("event-1", "credit_core", "v1"));
            announce(ready("event-2", "credit_core", "v2"));
            announce("not avro at all".getBytes(StandardCharsets.UTF_8));

            JsonNode receipt = receiptOfTheFeaturePlane();

            assertThat(receipt.path("status").textValue())
                    .as(receipt.toString())
                    .isEqualTo("PASS_NO_PUBLISH");
            assertThat(receipt.path("run_config_digest").textValue()).isEqualTo(on.runConfigDigest());
            var letter = topics.await(
                    names.deadLetters(),
                    message -> TopicRecordReader.header(message, "error.topic").equals(names.ofsEvents()));
            assertThat(letter.value()).isEqualTo("not avro at all".getBytes(StandardCharsets.UTF_8));
            awaitAllAnnouncementsTaken(4);
            announce(ready("event-3", "credit_core", "v1"));
            awaitAllAnnouncementsTaken(5);

            assertThat(column("SELECT request_id FROM mf_request WHERE requester_principal LIKE '%feature_plane'"))
                    .containsExactly(receipt.path("request_id").textValue());
            assertThat(column("SELECT run_key FROM mf_run WHERE request ->> 'config_revision' = 'triggered'"))
                    .containsExactly(receipt.path("run_key").textValue());
        }
    }

    private void assertAnnouncementsAreNotReadWhereTheTriggerIsOff(RequestSender sender) throws Exception {
        var request =
                RequestFixture.trainBuild().put("request_id", "mf.it.off.0001").put("training_config_ref", "nowhere");
        sender.send(JobRequestMessages.trainBuild(
                TrainBuildRequestReader.read(request), off.runConfigDigest(), Instant.now()));

        await("another request")
                .atMost(TIMEOUT)
                .until(() -> Files.exists(invocations().resolve("mf.it.off.0001.json")));

        assertThat(requestsOfTheFeaturePlane()).isEmpty();
        assertThat(committedAnnouncements()).isZero();
    }

    private Configuration triggered() {
        try {
            Path policy = Files.createTempFile("trigger", ".yaml");
            Files.writeString(
                    policy,
                    POLICY.formatted(
                            PlatformFixture.profileRef("training_profile_credit_v0.yaml"),
                            PlatformFixture.profileRef("governance_profile_credit_v0.yaml")));
            fixture.environment().put("MF_TRIGGER_POLICY", policy.toString());
            return fixture.configuration();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DatasetReady ready(String eventId, String featureSet, String version) {
        return DatasetReady.newBuilder()
                .setSchemaVersion("learning.ofs_dataset_ready.v0")
                .setEventId(eventId)
                .setPlatformRunId(RUN)
                .setDatasetManifestRef(credit.manifestKey())
                .setDatasetManifestId("dm_credit")
                .setDatasetFingerprint("f".repeat(64))
                .setFeatureSetId(featureSet)
                .setFeatureSetVersion(version)
                .setOccurredAtUtc(Instant.now().toString())
                .setProducer("ofs")
                .build();
    }

    private void announce(DatasetReady event) throws ExecutionException, InterruptedException {
        announce(serializer.serialize(names.ofsEvents(), event));
    }

    private void announce(byte[] value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(names.ofsEvents(), RUN.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    private JsonNode receiptOfTheFeaturePlane() throws IOException {
        await("a receipt")
                .atMost(TIMEOUT)
                .until(() -> !requestsOfTheFeaturePlane().isEmpty());
        return Json.parse(Files.readAllBytes(requestsOfTheFeaturePlane().get(0)));
    }

    private List<Path> requestsOfTheFeaturePlane() throws IOException {
        if (Files.notExists(invocations())) {
            return List.of();
        }
        try (Stream<Path> receipts = Files.list(invocations())) {
            return receipts.filter(file -> file.getFileName().toString().matches("ofs\\.[0-9a-f]{32}\\.json"))
                    .toList();
        }
    }

    private Path invocations() {
        return fixture.storeRoot().resolve(RUN + "/mf/job_invocations");
    }

    /** What the ledger holds: it is written before the offsets are committed. */
    private List<String> column(String sql) throws SQLException {
        EmbeddedDatabase.Access access = fixture.platform().databaseAccess();
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(access.jdbcUrl(), access.user(), access.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private void awaitAllAnnouncementsTaken(long count) {
        await("announcements taken").atMost(TIMEOUT).until(() -> committedAnnouncements() >= count);
    }

    private long committedAnnouncements() throws ExecutionException, InterruptedException {
        Wiring.Kafka kafka = on.profile().wiring().kafka();
        try (Admin admin = Admin.create(KafkaClientFactory.of(kafka).common())) {
            return admin
                    .listConsumerGroupOffsets(kafka.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .entrySet()
                    .stream()
                    .filter(committed -> committed.getKey().topic().equals(names.ofsEvents()))
                    .mapToLong(committed -> committed.getValue().offset())
                    .sum();
        }
    }

    private DatasetTarget target() {
        return new DatasetTarget(fixture.storeRoot(), RUN, "dm_credit");
    }
}
