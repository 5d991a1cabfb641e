package io.modelfactory.worker.app.runtime;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What one running worker tells about real runs: a published one, one that fails its gate, a refusal, and garbage. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TelemetryIT {
    private static final String RUN = "platform_20260210T141900Z";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private final PlatformFixture fixture = new PlatformFixture();
    private final Configuration configuration = fixture.configuration();
    private final Wiring.Topics names = configuration.profile().wiring().kafka().topics();
    private final TopicReader topics = new TopicReader(configuration);
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final Worker worker = Worker.start(
            configuration, PlatformFixture.SCHEMAS, Optional.of(SimpleSpanProcessor.create(spans)));
    private final Producer<byte[], byte[]> producer =
            Clients.of(configuration.profile().wiring().kafka()).producer();
    private final Serializer<Object> serializer =
            new Serdes(configuration.profile().wiring().schemaRegistry()).serializer();
    private String publishedRun = "";
    private String failedRun = "";

    @BeforeAll
    void work() throws IOException {
        LocalDatasets.credit(new DatasetTarget(fixture.storeRoot(), RUN, "dm_credit"));
        publishedRun = send(request("mf.it.metrics.01", "governance_profile_credit_v0.yaml"), Optional.of(TRACE));
        failedRun = send(request("mf.it.metrics.02", "governance_profile_strict_v0.yaml"), Optional.empty());
        MfJobRequest refused = message(request("mf.it.metrics.03", "governance_profile_credit_v0.yaml"));
        refused.getTrainBuild().put("intent_kind", "guess");
        send(serializer.serialize(names.requests(), refused), Optional.empty());
        send("not avro at all".getBytes(StandardCharsets.UTF_8), Optional.empty());
        for (String request : List.of("mf.it.metrics.01", "mf.it.metrics.02", "mf.it.metrics.03")) {
            Path receipt = fixture.storeRoot().resolve(RUN + "/mf/job_invocations/" + request + ".json");
            await(request).atMost(PATIENCE).until(() -> Files.exists(receipt));
        }
        topics.await(names.deadLetters(), any -> true);
        // A meter of the JVM that appears with its first garbage collection.
        System.gc();
        await().atMost(PATIENCE).until(() -> scrape().families().containsAll(Set.of(
                "jvm_gc_pause_seconds", "kafka_consumer_fetch_manager_records_lag_records")));
    }

    @AfterAll
    void stopEverything() {
        worker.close();
        producer.close();
        serializer.close();
        topics.close();
        fixture.close();
    }

    @Test
    void printAll() {
        System.out.println(publishedRun + failedRun);
        scrape().families().forEach(System.out::println);
        System.out.println(HealthPage.of(worker, "/metrics").body());
        scrape().labelValues().forEach((k, v) -> System.out.println(k + " " + v));
        spans.getFinishedSpanItems().forEach(System.out::println);
    }

    private Exposition scrape() {
        return Exposition.parse(HealthPage.of(worker, "/metrics").body());
    }

    private String send(ObjectNode request, Optional<String> trace) {
        send(serializer.serialize(names.requests(), message(request)), trace);
        return RunIdentity.of(TrainBuildRequestReader.read(request)).runKey();
    }

    private void send(byte[] value, Optional<String> trace) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(names.requests(), RUN.getBytes(StandardCharsets.UTF_8), value);
        trace.ifPresent(id -> message.headers()
                .add("traceparent", ("00-" + id + "-" + PARENT + "-01").getBytes(StandardCharsets.US_ASCII)));
        try {
            producer.send(message).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private MfJobRequest message(ObjectNode request) {
        return JobRequests.trainBuild(
                TrainBuildRequestReader.read(request), configuration.runConfigDigest(), Instant.now());
    }

    private static ObjectNode request(String requestId, String governance) {
        ObjectNode request = RequestFixture.trainBuild()
                .put("request_id", requestId)
                .put("platform_run_id", RUN)
                .put("training_config_ref", PlatformFixture.profileRef("training_profile_credit_v0.yaml"))
                .put("governance_profile_ref", PlatformFixture.profileRef(governance));
        request.putArray("dataset_manifest_refs").add(RUN + "/ofs/manifests/dm_credit.json");
        request.withObjectProperty("target_scope").put("mode", "credit");
        return request;
    }
}
