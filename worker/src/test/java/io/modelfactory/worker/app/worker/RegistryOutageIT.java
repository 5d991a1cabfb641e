package io.modelfactory.worker.app.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.app.operator.JobRequestMessages;
import io.modelfactory.worker.app.operator.RequestSender;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.registry.ApicurioRegistry;
import io.modelfactory.worker.registry.SchemaEvolution;
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
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Workers whose schema registry is killed and started again: nothing is lost, and nothing is given up as undecodable.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryOutageIT {
    private static final String RUN = RequestFixture.RUN;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final ApicurioRegistry registry = new ApicurioRegistry();
    private final PlatformFixture fixture = new PlatformFixture();
    private final Configuration configuration = configuration();
    private final Wiring.Kafka kafka = configuration.profile().wiring().kafka();
    private final TopicRecordReader topics = new TopicRecordReader(configuration);
    private final RequestSender sender = RequestSender.of(configuration);

    @BeforeAll
    void start() {
        registry.start();
    }

    @AfterAll
    void stopEverything() {
        sender.close();
        topics.close();
        fixture.close();
        registry.close();
    }

    @Test
    void aWorkerStartedBeforeItsRegistryRecovers() throws IOException {
        String runKey = send("mf.it.outage.0001");
        registry.stop();

        try (Worker worker = Worker.start(configuration, PlatformFixture.SCHEMAS)) {
            awaitReason(worker, "schema_registry");
            awaitFaultsBeyond(worker, "intake", 0);
            assertThat(MetricsExposition.parse(HealthPage.of(worker, "/metrics").body())
                            .value("mf_retries_total", Map.of("neighbour", "schema_registry")))
                    .isGreaterThanOrEqualTo(3);
            assertThat(receipt("mf.it.outage.0001")).doesNotExist();

            registry.start();

            awaitReady(worker);
            awaitLifecycleEvent("mf.it.outage.0001", runKey);
        }
        assertThat(deadLetters()).isZero();
    }

    @Test
    void aWorkerWithoutRegistryUsesItsCachedSchemas() throws Exception {
        try (Worker worker = Worker.start(configuration, PlatformFixture.SCHEMAS)) {
            awaitLifecycleEvent("mf.it.outage.1001", send("mf.it.outage.1001"));
            byte[] fromNewerProducer = written("mf.it.outage.1003");

            registry.stop();

            awaitReason(worker, "schema_registry");
            awaitLifecycleEvent("mf.it.outage.1002", send("mf.it.outage.1002"));
            double faults = faults(worker, "intake");
            send(fromNewerProducer);
            String runKey = send("mf.it.outage.1004");
            awaitFaultsBeyond(worker, "intake", faults);
            assertThat(receipt("mf.it.outage.1003")).doesNotExist();
            assertThat(receipt("mf.it.outage.1004")).as("behind it").doesNotExist();
            assertThat(HealthPage.of(worker, "/livez").status()).isEqualTo(200);

            registry.start();

            awaitReady(worker);
            awaitLifecycleEvent("mf.it.outage.1004", runKey);
            assertThat(receipt("mf.it.outage.1003")).exists();
        }
        assertThat(deadLetters()).isZero();
    }

    private Configuration configuration() {
        fixture.environment().put("MF_SCHEMA_REGISTRY_URL", registry.url());
        return fixture.configuration();
    }

    /** Sends a request that ends soon, because its training profile is none; gives its run key. */
    private String send(String requestId) {
        TrainBuildRequest request = doomed(requestId);
        sender.send(JobRequestMessages.trainBuild(request, configuration.runConfigDigest(), Instant.now()));
        return RunIdentity.of(request).runKey();
    }

    /** The same from a producer of a later release, in a schema that the worker has never met. */
    private byte[] written(String requestId) {
        MfJobRequest known =
                JobRequestMessages.trainBuild(doomed(requestId), configuration.runConfigDigest(), Instant.now());
        Schema newer = SchemaEvolution.of(known.getSchema()).withOptionalField("campaign");
        GenericRecord message = new GenericData.Record(newer);
        known.getSchema().getFields().forEach(field -> message.put(field.pos(), known.get(field.pos())));
        return new SerdeFactory(configuration.profile().wiring().schemaRegistry())
                .serializer()
                .serialize(kafka.topics().requests(), message);
    }

    private void send(byte[] message) throws Exception {
        try (Producer<byte[], byte[]> producer = KafkaClientFactory.of(kafka).producer()) {
            byte[] key = RUN.getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(kafka.topics().requests(), key, message))
                    .get();
        }
    }

    private static TrainBuildRequest doomed(String requestId) {
        ObjectNode request = RequestFixture.trainBuild()
                .put("request_id", requestId)
                .put("config_revision", requestId)
                .put("training_config_ref", PlatformFixture.profileRef("governance_profile_credit_v0.yaml"));
        return TrainBuildRequestReader.read(request);
    }

    /** The receipt lies in the store, and the run's events on their topic. */
    private void awaitLifecycleEvent(String requestId, String runKey) throws IOException {
        await(requestId).atMost(TIMEOUT).until(() -> Files.exists(receipt(requestId)));
        JsonNode receipt = Json.parse(Files.readAllBytes(receipt(requestId)));
        assertThat(receipt.path("status").textValue()).as(receipt.toString()).isEqualTo("FAILED");
        assertThat(receipt.path("run_key").textValue()).isEqualTo(runKey);
        topics.await(
                kafka.topics().runEvents(),
                event -> event.key() != null
                        && runKey.equals(new String(event.key(), StandardCharsets.UTF_8))
                        && TopicRecordReader.header(event, "ce_type").contains("RUN_FAILED"));
    }

    private Path receipt(String requestId) {
        return fixture.storeRoot().resolve(RUN + "/mf/job_invocations/" + requestId + ".json");
    }

    private long deadLetters() {
        TopicPartition letters = new TopicPartition(kafka.topics().deadLetters(), 0);
        try (Consumer<byte[], byte[]> reader = KafkaClientFactory.of(kafka).reader()) {
            return reader.endOffsets(List.of(letters)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private static void awaitReady(Worker worker) {
        await().atMost(TIMEOUT).untilAsserted(() -> {
            HealthPage page = HealthPage.of(worker, "/readyz");
            assertThat(page.status()).as(page.body()).isEqualTo(200);
        });
    }

    private static void awaitReason(Worker worker, String check) {
        await().atMost(TIMEOUT).untilAsserted(() -> {
            HealthPage page = HealthPage.of(worker, "/readyz");
            assertThat(page.status()).isEqualTo(503);
            assertThat(page.reason(check)).as(page.body()).isNotBlank();
        });
    }

    private static void awaitFaultsBeyond(Worker worker, String source, double before) {
        await().atMost(TIMEOUT).until(() -> faults(worker, source) > before);
    }

    private static double faults(Worker worker, String source) {
        return MetricsExposition.parse(HealthPage.of(worker, "/metrics").body())
                .value("mf_faults_total", Map.of("source", source));
    }
}
