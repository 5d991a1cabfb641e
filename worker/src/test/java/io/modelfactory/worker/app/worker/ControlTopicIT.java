package io.modelfactory.worker.app.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.local.simulate.WrittenDataset;
import io.modelfactory.worker.app.operator.JobRequestMessages;
import io.modelfactory.worker.app.operator.RequestSender;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Facts on a real control topic, from running workers, and workers whose control topic is of no use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlTopicIT {
    private static final String RUN = "platform_20260210T141900Z";
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final PlatformFixture fixture = new PlatformFixture();
    private final Configuration configuration = fixture.configuration();
    private final TopicRecordReader topics = new TopicRecordReader(configuration);
    private final RequestSender sender = RequestSender.of(configuration);
    private WrittenDataset credit = new WrittenDataset(new DatasetTarget(fixture.storeRoot(), RUN, "none"), 0, 0, 0);

    @BeforeAll
    void writeDataset() throws IOException {
        credit = LocalDatasets.credit(new DatasetTarget(fixture.storeRoot(), RUN, "dm_credit"));
    }

    @AfterAll
    void stopEverything() {
        sender.close();
        topics.close();
        fixture.close();
    }

    @Test
    void aPublishedRunIsThreeFactsWithOneIdEach() {
        try (Worker worker = Worker.start(configuration, PlatformFixture.SCHEMAS)) {
            String runKey = send("mf.it.fact.0001", configuration);

            GenericRecord published = fact(runKey, "mf.bundle.published");

            assertThat(published.get("actor_id")).hasToString("SYSTEM::run_operate");
            assertThat(published.get("refs").toString()).contains("registry_record", "registry_event");
            assertThat(published.get("digests").toString()).contains("registry_record");
            assertThat(fact(runKey, "mf.train_run.started").get("attributes").toString())
                    .contains(configuration.runConfigDigest(), "launcher_policy_revision", "policy_revision");
            assertThat(fact(runKey, "mf.train_run.completed").get("attributes").toString())
                    .contains("outcome=PASS");
            assertThat(facts(runKey)).hasSize(3).allSatisfy(message -> {
                assertThat(new String(message.key(), UTF_8)).isEqualTo(RUN);
                assertThat(TopicRecordReader.header(message, "ce_id"))
                        .isEqualTo(topics.decode(message).get("fact_id").toString());
                assertThat(TopicRecordReader.header(message, "ce_specversion")).isEqualTo("1.0");
            });
            assertThat(meter(worker, "mf_outbox_set_aside_total")).isZero();
        }
    }

    @Test
    void aConfigurationChangeIsAnnouncedOnce() {
        Configuration changed = released("git:governed");
        for (Configuration each : List.of(configuration, changed, changed)) {
            Worker.start(each, PlatformFixture.SCHEMAS).close();
        }
        try (Worker worker = Worker.start(changed, PlatformFixture.SCHEMAS)) {
            ConsumerRecord<byte[], byte[]> message =
                    topics.await(topic(), fact -> topics.decode(fact).toString().contains(changed.runConfigDigest()));

            GenericRecord fact = topics.decode(message);
            assertThat(fact.get("fact_type")).hasToString("POLICY_REV_CHANGED");
            assertThat(fact.get("platform_run_id")).hasToString("_unscoped");
            assertThat(fact.get("attributes").toString())
                    .contains(configuration.runConfigDigest(), changed.runConfigDigest());
            assertThat(topics.seen(topic()).stream()
                            .map(topics::decode)
                            .filter(each -> each.get("fact_type").toString().equals("POLICY_REV_CHANGED"))
                            .filter(each -> each.toString().contains(changed.runConfigDigest())))
                    .hasSize(1);
            assertThat(meter(worker, "mf_outbox_set_aside_total")).isZero();
        }
    }

    @Test
    void aMissingControlTopicDelaysNoRun() throws IOException {
        Configuration deaf = withControlTopic("no.such.topic", "deaf");

        try (Worker worker = Worker.start(deaf, PlatformFixture.SCHEMAS)) {
            String first = send("mf.it.deaf.0001", deaf);
            awaitPublished(first, "mf.it.deaf.0001");
            await().atMost(TIMEOUT).until(() -> meter(worker, "mf_faults_total", Map.of("source", "facts")) > 0);
            // The facts' relay waits for the topic by now; the lifecycle events go on.
            String second = send("mf.it.deaf.0002", deaf);
            awaitPublished(second, "mf.it.deaf.0002");
            assertThat(meter(worker, "mf_backlog_facts")).isPositive();

            try (Admin admin = Admin.create(
                    KafkaClientFactory.of(deaf.profile().wiring().kafka()).common())) {
                admin.createTopics(List.of(new NewTopic("no.such.topic", 1, (short) 1)));
            }
            await().atMost(TIMEOUT).until(() -> meter(worker, "mf_backlog_facts") == 0);
        }
    }

    @Test
    void oversizedFactsAreSetAsideAndDelayNoRun() throws IOException {
        Configuration narrow = withControlTopic("narrow.control", "narrow");
        try (Admin admin = Admin.create(
                KafkaClientFactory.of(narrow.profile().wiring().kafka()).common())) {
            admin.createTopics(
                    List.of(new NewTopic("narrow.control", 1, (short) 1).configs(Map.of("max.message.bytes", "100"))));
        }

        try (Worker worker = Worker.start(narrow, PlatformFixture.SCHEMAS)) {
            String runKey = send("mf.it.narrow.001", narrow);
            awaitPublished(runKey, "mf.it.narrow.001");
            await().atMost(TIMEOUT).until(() -> meter(worker, "mf_outbox_set_aside_total") >= 3);
        }
    }

    private void awaitPublished(String runKey, String requestId) {
        topics.await(
                configuration.profile().wiring().kafka().topics().registryEvents(),
                message -> topics.decode(message).toString().contains(runKey));
        await(requestId)
                .atMost(TIMEOUT)
                .until(() ->
                        Files.exists(fixture.storeRoot().resolve(RUN + "/mf/job_invocations/" + requestId + ".json")));
    }

    private static double meter(Worker worker, String name) {
        return meter(worker, name, Map.of());
    }

    private static double meter(Worker worker, String name, Map<String, String> labels) {
        return MetricsExposition.parse(HealthPage.of(worker, "/metrics").body()).value(name, labels);
    }

    private Configuration released(String release) {
        return fixture.configuration(profile -> profile.replace("${MF_RELEASE_ID:-}", release));
    }

    /** A worker of a stream of its own, so that its digest is no change of another's. */
    private Configuration withControlTopic(String topic, String stream) {
        return fixture.configuration(profile -> profile.replace("control: fp.bus.control.v1", "control: " + topic)
                .replace("stream_id: mf-local", "stream_id: " + stream));
    }

    private String topic() {
        return configuration.profile().wiring().kafka().topics().control();
    }

    private GenericRecord fact(String runKey, String type) {
        return topics.decode(topics.await(topic(), message -> {
            GenericRecord fact = topics.decode(message);
            return runKey.equals(String.valueOf(fact.get("run_key")))
                    && fact.get("fact_type").toString().equals(type);
        }));
    }

    private List<ConsumerRecord<byte[], byte[]>> facts(String runKey) {
        return topics.seen(topic()).stream()
                .filter(message -> topics.decode(message).toString().contains(runKey))
                .toList();
    }

    private String send(String requestId, Configuration under) {
        ObjectNode request = RequestFixture.trainBuild()
                .put("request_id", requestId)
                .put("platform_run_id", RUN)
                .put("config_revision", requestId)
                .put("training_config_ref", PlatformFixture.profileRef("training_profile_credit_v0.yaml"))
                .put("governance_profile_ref", PlatformFixture.profileRef("governance_profile_credit_v0.yaml"));
        request.putArray("dataset_manifest_refs").add(credit.manifestKey());
        request.withObjectProperty("target_scope").put("mode", "credit");
        TrainBuildRequest read = TrainBuildRequestReader.read(request);
        sender.send(JobRequestMessages.trainBuild(read, under.runConfigDigest(), Instant.now()));
        return RunIdentity.of(read).runKey();
    }
}
