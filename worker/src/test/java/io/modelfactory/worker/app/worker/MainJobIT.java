package io.modelfactory.worker.app.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.local.simulate.SimulationSettings;
import io.modelfactory.local.simulate.WrittenDataset;
import io.modelfactory.worker.app.operator.JobRequestMessages;
import io.modelfactory.worker.app.operator.RequestSender;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The whole flow, from a message on a real topic to the event on another, through one running worker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJobIT {
    private static final String RUN = "platform_20260210T141900Z";
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final PlatformFixture fixture = new PlatformFixture();
    private final Configuration configuration = fixture.configuration();
    private final Wiring.Topics names = configuration.profile().wiring().kafka().topics();
    private final TopicRecordReader topics = new TopicRecordReader(configuration);
    private final RequestSender sender = RequestSender.of(configuration);
    private final Worker worker = Worker.start(configuration, PlatformFixture.SCHEMAS);
    private WrittenDataset fraud = new WrittenDataset(target("dm_fraud"), 0, 0, 0);
    private WrittenDataset credit = new WrittenDataset(target("dm_credit"), 0, 0, 0);

    @BeforeAll
    void writeDatasets() throws IOException {
        fraud = LocalDatasets.cardFraud(SimulationSettings.ofRows(30_000, 7), target("dm_fraud"));
        credit = LocalDatasets.credit(target("dm_credit"));
    }

    @AfterAll
    void stopEverything() {
        worker.close();
        sender.close();
        topics.close();
        fixture.close();
    }

    @Test
    void aRunThatPassesIsPublishedWithAllItsEvidence() throws IOException {
        String runKey = send(request("mf.it.pass.0001", credit, "credit", "governance_profile_credit_v0.yaml"));

        JsonNode receipt = receipt("mf.it.pass.0001");

        assertThat(receipt.path("status").textValue()).as(receipt.toString()).isEqualTo("DONE");
        assertThat(receipt.path("run_key").textValue()).isEqualTo(runKey);
        assertEveryArtifactIsWhatTheCompletionMarkerSays(runKey);
        GenericRecord event = publishedEvent(runKey);
        assertThat(event.get("event_type")).hasToString("BUNDLE_PUBLISHED");
        GenericRecord bundle = (GenericRecord) event.get("bundle_ref");
        JsonNode record = document(bundle.get("registry_ref").toString());
        assertThat(PlatformFixture.SCHEMAS.violations(ContractDocument.BUNDLE_PUBLICATION, record))
                .isEmpty();
        assertThat(record.path("bundle_id").textValue())
                .isEqualTo(bundle.get("bundle_id").toString());
    }

    @Test
    void simulatedFraudIsSplitByTimeAndLearnt() throws IOException {
        String runKey = send(request("mf.it.fraud.0001", fraud, "fraud", "governance_profile_strict_v0.yaml"));

        receipt("mf.it.fraud.0001");

        JsonNode execution = document(trainRun(runKey) + "execution_record.json");
        assertThat(execution.path("split").path("strategy").textValue()).isEqualTo("time_based");
        JsonNode report = document(document(trainRun(runKey) + "execution_receipt.json")
                .path("eval_report")
                .path("ref")
                .textValue());
        assertThat(report.path("metrics").path("auc_roc").doubleValue()).isGreaterThan(0.6);
    }

    @Test
    void aGateFailureKeepsItsEvidenceUnpublished() throws IOException {
        String runKey = send(request("mf.it.gate.0001", credit, "credit", "governance_profile_strict_v0.yaml"));

        JsonNode receipt = receipt("mf.it.gate.0001");

        assertThat(receipt.path("status").textValue()).as(receipt.toString()).isEqualTo("GATE_FAIL");
        assertThat(receipt.path("error").path("code").textValue()).isEqualTo("GATE_FAIL");
        assertThat(document(trainRun(runKey) + "gate/publish_eligibility.json")
                        .path("eligibility")
                        .textValue())
                .isEqualTo("INELIGIBLE");
        assertThat(document(trainRun(runKey) + "gate/gate_receipt.json").path("checks"))
                .isNotEmpty();
        assertThat(fixture.storeRoot().resolve(trainRun(runKey) + "artifacts/model.ubj"))
                .exists();
        assertThat(fixture.storeRoot().resolve(trainRun(runKey) + "bundle")).doesNotExist();
        assertThat(fixture.storeRoot().resolve(trainRun(runKey) + "_COMPLETE")).doesNotExist();
    }

    @Test
    void theSameWorkAskedForByAnotherConvergesOnOneRun() throws IOException {
        ObjectNode first = request("mf.it.conv.0001", credit, "credit", "governance_profile_credit_v0.yaml");
        first.put("config_revision", "converging");
        ObjectNode second =
                first.deepCopy().put("request_id", "mf.it.conv.0002").put("requester_principal", "HUMAN::analyst");

        String runKey = send(first);
        assertThat(send(second)).isEqualTo(runKey);

        assertThat(receipt("mf.it.conv.0001").path("run_key").textValue()).isEqualTo(runKey);
        JsonNode receipt = receipt("mf.it.conv.0002");
        assertThat(receipt.path("run_key").textValue()).isEqualTo(runKey);
        assertThat(receipt.path("status").textValue()).isIn("DONE", "ALREADY_PUBLISHED");
        publishedEvent(runKey);
        assertThat(topics.seen(names.registryEvents()))
                .filteredOn(event -> topics.decode(event).toString().contains(runKey))
                .hasSize(1);
    }

    @Test
    void aDigestMismatchFailsBeforeTraining() throws IOException {
        WrittenDataset damaged = LocalDatasets.damagedCopy(credit, "dm_damaged");
        String runKey = send(request("mf.it.digest.001", damaged, "credit", "governance_profile_credit_v0.yaml"));

        JsonNode receipt = receipt("mf.it.digest.001");

        assertThat(receipt.path("status").textValue()).isEqualTo("FAILED");
        assertThat(receipt.path("error").path("code").textValue()).isEqualTo("DATASET_DIGEST_MISMATCH");
        assertThat(fixture.storeRoot().resolve(trainRun(runKey) + "artifacts")).doesNotExist();
    }

    @Test
    void undecodableRecordsGoToTheDeadLetterTopic() throws Exception {
        byte[] garbage = "not avro at all".getBytes(StandardCharsets.UTF_8);
        try (Producer<byte[], byte[]> producer =
                KafkaClientFactory.of(configuration.profile().wiring().kafka()).producer()) {
            producer.send(new ProducerRecord<>(names.requests(), null, garbage)).get();
        }

        ConsumerRecord<byte[], byte[]> letter =
                topics.await(names.deadLetters(), message -> message.value().length == garbage.length);

        assertThat(letter.value()).isEqualTo(garbage);
        assertThat(TopicRecordReader.header(letter, "error.topic")).isEqualTo(names.requests());
        assertThat(TopicRecordReader.header(letter, "error.class")).contains("SerializationException");
        ObjectNode next = request("mf.it.after.0001", credit, "credit", "governance_profile_credit_v0.yaml");
        send(next.put("config_revision", "after-the-garbage"));
        assertThat(receipt("mf.it.after.0001").path("status").textValue()).isEqualTo("DONE");
    }

    @Test
    void aRequestThatBreaksItsContractIsReceiptedByItsCode() throws IOException {
        ObjectNode request = request("mf.it.refuse.001", credit, "credit", "governance_profile_credit_v0.yaml");
        TrainBuildRequest sound = TrainBuildRequestReader.read(request);
        var message = JobRequestMessages.trainBuild(sound, configuration.runConfigDigest(), Instant.now());
        message.getTrainBuild().put("intent_kind", "guess");

        sender.send(message);

        JsonNode receipt = receipt("mf.it.refuse.001");
        assertThat(receipt.path("status").textValue()).isEqualTo("FAILED");
        assertThat(receipt.path("error").path("code").textValue()).isEqualTo("INTENT_KIND_UNSUPPORTED");
    }

    private void assertEveryArtifactIsWhatTheCompletionMarkerSays(String runKey) throws IOException {
        JsonNode marker = document(trainRun(runKey) + "_COMPLETE");
        assertThat(PlatformFixture.SCHEMAS.violations(ContractDocument.COMPLETION_MARKER, marker))
                .isEmpty();
        assertThat(marker.path("artifacts").size()).isEqualTo(15);
        for (JsonNode artifact : marker.path("artifacts")) {
            Path file = fixture.storeRoot().resolve(artifact.path("ref").textValue());
            assertThat(Sha256.hex(file)).isEqualTo(artifact.path("sha256").textValue());
        }
    }

    private GenericRecord publishedEvent(String runKey) {
        return topics.decode(topics.await(
                names.registryEvents(),
                message -> topics.decode(message).toString().contains(runKey)));
    }

    private String send(ObjectNode request) {
        TrainBuildRequest read = TrainBuildRequestReader.read(request);
        sender.send(JobRequestMessages.trainBuild(read, configuration.runConfigDigest(), Instant.now()));
        return RunIdentity.of(read).runKey();
    }

    private JsonNode receipt(String requestId) throws IOException {
        String key = RUN + "/mf/job_invocations/" + requestId + ".json";
        await(requestId)
                .atMost(TIMEOUT)
                .until(() -> Files.exists(fixture.storeRoot().resolve(key)));
        JsonNode receipt = document(key);
        assertThat(PlatformFixture.SCHEMAS.violations(ContractDocument.MF_JOB_INVOCATION_RECEIPT, receipt))
                .isEmpty();
        return receipt;
    }

    private JsonNode document(String key) throws IOException {
        return Json.parse(Files.readAllBytes(fixture.storeRoot().resolve(key)));
    }

    private static String trainRun(String runKey) {
        return RUN + "/mf/train_runs/" + runKey + "/";
    }

    private DatasetTarget target(String manifestId) {
        return new DatasetTarget(fixture.storeRoot(), RUN, manifestId);
    }

    private static ObjectNode request(String requestId, WrittenDataset dataset, String mode, String governance) {
        ObjectNode request = RequestFixture.trainBuild()
                .put("request_id", requestId)
                .put("platform_run_id", RUN)
                .put("training_config_ref", PlatformFixture.profileRef("training_profile_" + mode + "_v0.yaml"))
                .put("governance_profile_ref", PlatformFixture.profileRef(governance));
        request.putArray("dataset_manifest_refs").add(dataset.manifestKey());
        request.withObjectProperty("target_scope").put("mode", mode);
        return request;
    }
}
