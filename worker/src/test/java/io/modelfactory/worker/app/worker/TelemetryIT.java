package io.modelfactory.worker.app.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.worker.app.operator.JobRequestMessages;
import io.modelfactory.worker.app.wiring.ExternalResources;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.FailureCategory;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.SubmissionOutcome;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.LineageOutcome;
import io.modelfactory.worker.telemetry.MeasuredStage;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;

/**
 * What one running worker reports about real runs: a published one, one that fails its gate, a refusal, and garbage.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TelemetryIT {
    private static final String RUN = "platform_20260210T141900Z";
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String REFUSED_TRACE = "5bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private final PlatformFixture fixture = new PlatformFixture();
    private final Configuration configuration = fixture.configuration();
    private final Wiring.Topics names = configuration.profile().wiring().kafka().topics();
    private final TopicRecordReader topics = new TopicRecordReader(configuration);
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final Worker worker = Worker.start(
            configuration,
            PlatformFixture.SCHEMAS,
            ExternalResources.of(configuration),
            Worker.IntakeLimit.UNLIMITED,
            Optional.of(SimpleSpanProcessor.create(spans)));
    private final Producer<byte[], byte[]> producer =
            KafkaClientFactory.of(configuration.profile().wiring().kafka()).producer();
    private final Serializer<Object> serializer =
            new SerdeFactory(configuration.profile().wiring().schemaRegistry()).serializer();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private String publishedRun = "";
    private String failedRun = "";

    @BeforeAll
    void work() throws IOException {
        logged.start();
        ((Logger) LoggerFactory.getLogger("io.modelfactory")).addAppender(logged);
        LocalDatasets.credit(new DatasetTarget(fixture.storeRoot(), RUN, "dm_credit"));
        publishedRun = send(request("mf.it.metrics.01", "governance_profile_credit_v0.yaml"), Optional.of(TRACE));
        failedRun = send(request("mf.it.metrics.02", "governance_profile_strict_v0.yaml"), Optional.empty());
        MfJobRequest refused = message(request("mf.it.metrics.03", "governance_profile_credit_v0.yaml"));
        refused.getTrainBuild().put("intent_kind", "guess");
        send(serializer.serialize(names.requests(), refused), Optional.of(REFUSED_TRACE));
        send("not avro at all".getBytes(StandardCharsets.UTF_8), Optional.empty());
        for (String request : List.of("mf.it.metrics.01", "mf.it.metrics.02", "mf.it.metrics.03")) {
            Path receipt = fixture.storeRoot().resolve(RUN + "/mf/job_invocations/" + request + ".json");
            await(request).atMost(TIMEOUT).until(() -> Files.exists(receipt));
        }
        topics.await(names.deadLetters(), any -> true);
        awaitWhatFollowsTheReceipts();
        // A meter of the JVM that appears with its first garbage collection, and one of Kafka's with its first answer.
        System.gc();
        await().atMost(TIMEOUT)
                .until(() -> scrape().families()
                        .containsAll(Set.of("jvm_gc_pause_seconds", "kafka_consumer_fetch_manager_records_lag")));
    }

    /**
     * A receipt is in the store as soon as the run's end is committed: its worker and relay may have something left to
     * say.
     */
    private void awaitWhatFollowsTheReceipts() {
        await().atMost(TIMEOUT).untilAsserted(() -> {
            assertThat(finishedSpans("mf.run")).hasSize(2);
            assertThat(finishedSpans("mf.relay " + names.registryEvents())).isNotEmpty();
            assertThat(scrape().value("mf_backlog_messages")).isZero();
            for (String left : List.of(publishedRun + " is left in PUBLISHED", failedRun + " is left in FAIL")) {
                assertThat(List.copyOf(logged.list))
                        .anyMatch(line -> line.getFormattedMessage().equals(left));
            }
        });
    }

    private List<SpanData> finishedSpans(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    @AfterAll
    void stopEverything() {
        ((Logger) LoggerFactory.getLogger("io.modelfactory")).detachAppender(logged);
        worker.close();
        producer.close();
        serializer.close();
        topics.close();
        fixture.close();
    }

    @Test
    void whatHappenedIsCounted() {
        MetricsExposition seen = scrape();

        assertThat(seen.value("mf_train_requested_total")).isEqualTo(2);
        assertThat(seen.value("mf_train_completed_total")).isEqualTo(2);
        assertThat(seen.value("mf_eval_pass_total")).isEqualTo(1);
        assertThat(seen.value("mf_eval_fail_total")).isEqualTo(1);
        assertThat(seen.value("mf_bundle_published_total")).isEqualTo(1);
        assertThat(seen.value("mf_dead_letters_total")).isEqualTo(1);
        assertThat(seen.value("mf_requests_total", Map.of("outcome", "refused")))
                .isEqualTo(1);
        assertThat(seen.value("mf_anomalies_total", Map.of("code", "INTENT_KIND_UNSUPPORTED")))
                .isEqualTo(1);
        assertThat(seen.value("mf_anomalies_total", Map.of("category", "POLICY")))
                .isEqualTo(1);
        assertThat(seen.value("mf_anomalies_total", Map.of("category", "IMMUTABILITY")))
                .as("a counter that was never needed is there")
                .isZero();
        assertThat(seen.value("mf_run_duration_seconds_count", Map.of("state", "published")))
                .isEqualTo(1);
        assertThat(seen.value("mf_stage_duration_seconds_count", Map.of("stage", "train")))
                .isEqualTo(2);
        assertThat(seen.value("mf_outbox_relayed_total")).isGreaterThan(10);
        assertThat(seen.value("mf_runs_capacity")).isEqualTo(1);
        assertThat(seen.value("mf_health", Map.of("check", "broker"))).isEqualTo(1);
    }

    @Test
    void theDashboardRowOnDependenciesHasEveryCheckAndLoop() {
        Set<String> checks = new TreeSet<>();
        HealthPage.of(worker, "/readyz").json().path("checks").fieldNames().forEachRemaining(checks::add);

        assertThat(ObservabilityFiles.text("runbooks/external-dependencies.md"))
                .contains(checks.stream().map("`%s`"::formatted).toList())
                .contains(Arrays.stream(FaultSource.values())
                        .map(source -> "`" + source.label() + "`")
                        .toList());
    }

    @Test
    void everyLabelComesFromAClosedSet() {
        Map<String, Predicate<String>> sets = new TreeMap<>(Map.of(
                "category", oneOf(Arrays.stream(FailureCategory.values()).map(Enum::name)),
                "code", oneOf(Arrays.stream(FailureCode.values()).map(Enum::name)),
                "source", oneOf(Arrays.stream(FaultSource.values()).map(FaultSource::label)),
                "stage", oneOf(Arrays.stream(MeasuredStage.values()).map(MeasuredStage::label)),
                "state", oneOf(Arrays.stream(RunState.values()).map(Enum::name)),
                "outcome",
                        oneOf(Stream.concat(
                                Arrays.stream(SubmissionOutcome.class.getPermittedSubclasses())
                                        .map(Class::getSimpleName),
                                Arrays.stream(LineageOutcome.values()).map(LineageOutcome::name))),
                "check", oneOf(Stream.of("database", "object_store", "schema_registry", "broker", "consumer")),
                "topic", oneOf(names.all().stream()),
                "pool", oneOf(Stream.of("ledger")),
                "partition", like("[0-9]{1,5}")));
        sets.put("neighbour", oneOf(Stream.of("object_store", "schema_registry")));
        sets.put(
                "client_id",
                like("(consumer-model-factory|producer)-[0-9]{1,3}"
                        + "|producer-model-factory[.](relay|facts)[.]fp[.]bus[.][a-z0-9.]{1,60}"));
        sets.put("kafka_version", like("[0-9.]{1,12}"));
        sets.put("le", like("[0-9.]+|\\+Inf"));
        // The JVM's own words for its parts.
        for (String label :
                List.of("action", "cause", "gc", "id", "jvm_memory_pool_name", "jvm_memory_type", "jvm_thread_state")) {
            sets.put(label, like("[A-Za-z0-9 ().'_-]{1,40}"));
        }

        assertThat(scrape().labelValues()).allSatisfy((label, values) -> {
            assertThat(sets).containsKey(label);
            assertThat(values).allMatch(sets.get(label), label);
        });
    }

    @Test
    void nothingThatNamesARunOrARequestIsExported() {
        assertThat(HealthPage.of(worker, "/metrics").body())
                .doesNotContain(publishedRun, failedRun, RUN, "mf.it.metrics", "mf_it_metrics", TRACE);
    }

    @Test
    void theCatalogueNamesExactlyTheMetersThatAreExported() {
        assertThat(ObservabilityFiles.catalogue()).containsExactlyInAnyOrderElementsOf(scrape().families());
    }

    @Test
    void dashboardAndAlertsAskOnlyForWhatIsExported() {
        Set<String> exported =
                scrape().samples().stream().map(MetricsExposition.Sample::name).collect(Collectors.toSet());

        assertThat(ObservabilityFiles.alerts().values())
                .hasSizeGreaterThan(15)
                .allSatisfy(expression -> assertThat(exported).containsAll(ObservabilityFiles.metrics(expression)));
        assertThat(ObservabilityFiles.dashboard())
                .hasSizeGreaterThan(30)
                .allSatisfy(expression -> assertThat(exported).containsAll(ObservabilityFiles.metrics(expression)));
    }

    @Test
    void everyAlertHasItsPage() {
        assertThat(ObservabilityFiles.alertPages())
                .containsExactlyElementsOf(ObservabilityFiles.alerts().keySet());
    }

    @Test
    void oneTraceGoesFromTheRecordThroughEveryStageToTheOutbox() {
        List<SpanData> trace = spans.getFinishedSpanItems().stream()
                .filter(span -> span.getTraceId().equals(TRACE))
                .toList();

        SpanData intake = only(trace, "mf.intake");
        SpanData run = only(trace, "mf.run");
        assertThat(intake.getParentSpanId()).isEqualTo(PARENT);
        assertThat(run.getParentSpanId()).isEqualTo(intake.getSpanId());
        for (MeasuredStage stage : MeasuredStage.values()) {
            assertThat(only(trace, "mf.stage " + stage.label()).getParentSpanId())
                    .isEqualTo(run.getSpanId());
        }
        assertThat(trace)
                .filteredOn(span -> span.getName().equals("mf.relay " + names.registryEvents()))
                .hasSize(1)
                .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(intake.getSpanId()));
        assertThat(traceparents(names.runEvents(), publishedRun))
                .hasSizeGreaterThan(4)
                .containsOnly("00-" + TRACE + "-" + intake.getSpanId() + "-01");
        assertThat(traceparents(names.registryEvents(), publishedRun))
                .containsExactly("00-" + TRACE + "-" + intake.getSpanId() + "-01");
    }

    @Test
    void aRequestThatBringsNoTraceGetsOne() {
        Set<String> traces = traceparents(names.runEvents(), failedRun).stream()
                .map(traceparent -> traceparent.split("-", -1)[1])
                .collect(Collectors.toSet());

        assertThat(traces).hasSize(1).doesNotContain(TRACE);
        assertThat(spans.getFinishedSpanItems())
                .filteredOn(span -> span.getTraceId().equals(traces.iterator().next()))
                .extracting(SpanData::getName)
                .contains("mf.intake", "mf.run", "mf.stage gate", "mf.relay " + names.runEvents());
    }

    @Test
    void aRefusalIsRecordedInTheTraceOfItsRequest() {
        assertThat(traceparents(names.runEvents(), "mf.it.metrics.03"))
                .hasSize(1)
                .allMatch(traceparent -> traceparent.contains(REFUSED_TRACE));
    }

    @Test
    void linesAboutARunSayWhichOneAndFromWhichRequest() {
        assertThat(List.copyOf(logged.list))
                .filteredOn(line -> line.getFormattedMessage().equals(publishedRun + " is left in PUBLISHED"))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line.getMDCPropertyMap())
                        .containsEntry("run_key", publishedRun)
                        .containsEntry("request_id", "mf.it.metrics.01")
                        .containsEntry("platform_run_id", RUN)
                        .containsEntry("trace_id", TRACE)
                        .containsKeys("policy_revision", "config_revision"));
        assertThat(List.copyOf(logged.list))
                .filteredOn(line -> line.getFormattedMessage().contains("INTENT_KIND_UNSUPPORTED"))
                .hasSize(1)
                .allSatisfy(
                        line -> assertThat(line.getMDCPropertyMap()).containsEntry("request_id", "mf.it.metrics.03"));
        assertThat(logged.list.get(0).getLoggerContextVO().getPropertyMap())
                .containsEntry("profile_id", "local")
                .containsKeys("worker", "release", "launcher_policy_revision");
    }

    /** Of all messages that mention the text; waits for the first of them. */
    private List<String> traceparents(String topic, String mentioned) {
        topics.await(topic, message -> topics.decode(message).toString().contains(mentioned));
        return topics.seen(topic).stream()
                .filter(message -> topics.decode(message).toString().contains(mentioned))
                .map(message -> TopicRecordReader.header(message, "traceparent"))
                .toList();
    }

    private static SpanData only(List<SpanData> trace, String name) {
        List<SpanData> found =
                trace.stream().filter(span -> span.getName().equals(name)).toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    private static Predicate<String> oneOf(Stream<String> values) {
        Set<String> lowerCase =
                values.map(value -> value.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        return value -> lowerCase.contains(value.toLowerCase(Locale.ROOT));
    }

    private static Predicate<String> like(String pattern) {
        return Pattern.compile(pattern).asMatchPredicate();
    }

    private MetricsExposition scrape() {
        return MetricsExposition.parse(HealthPage.of(worker, "/metrics").body());
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
        return JobRequestMessages.trainBuild(
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
