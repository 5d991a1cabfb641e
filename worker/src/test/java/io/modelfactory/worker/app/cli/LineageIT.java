package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.wiring.LedgerSession;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.openlineage.client.OpenLineage.InputDataset;
import io.openlineage.client.OpenLineage.OutputDataset;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import io.openlineage.client.OpenLineageClientUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What workers report of real runs to a lineage service, by each transport. */
class LineageIT {
    private static final PlatformTenant TENANT = new PlatformTenant("lineage_it");
    private static final RequestDocuments REQUESTS = new RequestDocuments(TENANT);
    private static final String TRANSPORT = "transport: ${MF_LINEAGE_TRANSPORT:-none}";
    private static final String URL = "url: ${MF_LINEAGE_URL:-}";
    private static final String SECRET = "hunter2";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aPublishedRunIsReportedToAFileWithInputsAndOutputs() throws IOException {
        Path file = folder.resolve("lineage.ndjson");
        ObjectNode request = REQUESTS.passing("mf.lineage.file.001");

        works(request, Map.of(TRANSPORT, "transport: file", "file: ${MF_LINEAGE_FILE:-}", "file: " + file));

        List<RunEvent> events =
                Files.readAllLines(file).stream().map(LineageIT::sound).toList();
        assertThat(events).extracting(RunEvent::getEventType).containsExactly(EventType.START, EventType.COMPLETE);
        assertThat(events)
                .allSatisfy(event -> assertInputs(event, REQUESTS.materialization()))
                .extracting(event -> event.getRun().getRunId())
                .containsOnly(events.get(0).getRun().getRunId());
        RunRecord run = run(request);
        RunEvent complete = events.get(1);
        assertAboutTheRun(complete, run);
        assertThat(complete.getInputs()
                        .get(0)
                        .getInputFacets()
                        .getDataQualityAssertions()
                        .getAssertions())
                .isNotEmpty()
                .allMatch(assertion ->
                        assertion.getSuccess() && assertion.getActual().equals("0"));
        assertThat(events.get(0).getOutputs()).isEmpty();
        assertOutputs(complete.getOutputs(), run);
    }

    private static void assertAboutTheRun(RunEvent event, RunRecord run) {
        assertThat(event.getJob().getNamespace()).isEqualTo("mf-local");
        assertThat(event.getJob().getName()).startsWith("train_build.").contains(".credit.");
        assertThat(event.getEventTime().toInstant()).isEqualTo(run.updatedAt());
        var facets = event.getRun().getFacets();
        assertThat(facets.getNominalTime().getNominalStartTime().toInstant())
                .isEqualTo(run.executionStartedAt().orElseThrow());
        assertThat(facets.getParent().getJob().getName()).isEqualTo("platform_run");
        assertThat(facets.getProcessing_engine().getName()).isEqualTo("Model Factory");
        assertThat(facets.getTags().getTags())
                .anyMatch(
                        tag -> tag.getKey().equals("run_key") && tag.getValue().equals(run.runKey()))
                .anyMatch(tag -> tag.getKey().equals("state") && tag.getValue().equals("PUBLISHED"));
    }

    private static void assertInputs(RunEvent event, JsonNode materialization) {
        InputDataset input = event.getInputs().get(0);
        assertThat(event.getInputs()).hasSize(1);
        assertThat(input.getNamespace()).isEqualTo("file");
        assertThat(input.getName()).isEqualTo(TENANT.store() + "/" + RequestDocuments.RUN + "/ofs/datasets/dm_credit");
        assertThat(input.getFacets().getSchema().getFields())
                .extracting(field -> field.getName())
                .containsAll(materialization.path("columns").path("features").findValuesAsText("name"))
                .contains(materialization.at("/columns/label").asText());
        assertThat(input.getFacets().getVersion().getDatasetVersion())
                .isEqualTo(materialization.path("dataset_fingerprint").asText());
        assertThat(input.getFacets().getSymlinks().getIdentifiers())
                .extracting(name -> name.getType())
                .containsExactly("MANIFEST", "FILE");
        assertThat(input.getInputFacets().getDataQualityMetrics().getRowCount())
                .isEqualTo(materialization.path("row_count").asLong());
        assertThat(input.getInputFacets().getInputStatistics().getSize())
                .isEqualTo(materialization.at("/files/0/bytes").asLong());
    }

    private static void assertOutputs(List<OutputDataset> outputs, RunRecord run) {
        var model = Objects.requireNonNull(run.refs().get("model"));
        var record = Objects.requireNonNull(run.refs().get("registry_record"));
        String[] path = record.ref().split("/", -1);
        assertThat(outputs)
                .extracting(
                        OutputDataset::getName,
                        output -> output.getFacets().getVersion().getDatasetVersion(),
                        output -> output.getFacets().getDatasetType().getSubType())
                .containsExactly(
                        tuple(TENANT.store() + "/" + model.ref(), "sha256:" + model.sha256(), "XGBOOST"),
                        tuple(TENANT.store() + "/registry/bundles/" + path[2], path[3], "BUNDLE"));
    }

    @Test
    void aGateFailureIsReportedByItsCodeOverHttp() throws IOException {
        List<String> bodies = new CopyOnWriteArrayList<>();
        List<String> tokens = new CopyOnWriteArrayList<>();
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/api/v1/lineage", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        service.start();
        Path headers = Files.writeString(folder.resolve("headers"), "Authorization = Bearer " + SECRET + "\n");
        ObjectNode request = REQUESTS.failing("mf.lineage.http.001");
        try {
            works(
                    request,
                    Map.of(
                            TRANSPORT,
                            "transport: http",
                            URL,
                            "url: http://127.0.0.1:" + service.getAddress().getPort(),
                            "headers_file: ${MF_LINEAGE_HEADERS_FILE:-}",
                            "headers_file: " + headers));
        } finally {
            service.stop(0);
        }

        List<RunEvent> events = bodies.stream().map(LineageIT::sound).toList();
        assertThat(events).extracting(RunEvent::getEventType).containsExactly(EventType.START, EventType.FAIL);
        assertThat(events.get(1).getRun().getFacets().getErrorMessage().getMessage())
                .startsWith("GATE_FAIL: ");
        assertThat(events.get(1).getOutputs())
                .as("the model was made all the same")
                .hasSize(1);
        assertThat(run(request).state()).isEqualTo(RunState.FAIL);
        assertThat(tokens).containsOnly("Bearer " + SECRET);
        assertThat(bodies)
                .allSatisfy(body -> assertThat(body).doesNotContain(SECRET).doesNotContain("jdbc:"));
    }

    @Test
    void runsAreReportedOnAKafkaTopic() {
        String topic = TENANT.configuration().profile().wiring().lineage().topic();
        TENANT.platform().kafka().createTopics(List.of(new NewTopic(topic, 1, (short) 1)));

        works(REQUESTS.passing("mf.lineage.kafka.01"), Map.of(TRANSPORT, "transport: kafka"));

        List<RunEvent> events = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = KafkaClientFactory.of(
                        TENANT.configuration().profile().wiring().kafka())
                .consumer("lineage-it", 100)) {
            consumer.subscribe(List.of(topic));
            await().until(() -> {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(message -> events.add(sound(new String(message.value(), StandardCharsets.UTF_8))));
                return events.size() >= 2;
            });
        }
        assertThat(events).extracting(RunEvent::getEventType).containsExactly(EventType.START, EventType.COMPLETE);
    }

    @Test
    void anUnreachableLineageServiceDoesNotAffectTheRun() {
        ObjectNode request = REQUESTS.passing("mf.lineage.away.001");

        works(request, Map.of(TRANSPORT, "transport: http", URL, "url: http://127.0.0.1:1"));

        assertThat(run(request).state()).isEqualTo(RunState.PUBLISHED);
    }

    @Test
    void aTransportWithoutItsAddressIsNamedByTheCheck() {
        CommandResult check = TENANT.runWith(TRANSPORT, "transport: http", "config", "check");

        assertThat(check.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(check.out()).contains("wiring.lineage.url: is missing");
    }

    /** Asks for a run, and has a worker with this wiring do it. */
    private static void works(ObjectNode request, Map<String, String> wiring) {
        CommandResult asked = TENANT.run("request", "train-build", REQUESTS.file(request));
        assertThat(asked.exitCode()).as(asked.toString()).isZero();
        CommandResult worked = TENANT.runWith(wiring, "worker", "run", "--drain", "--timeout", "10m");
        assertThat(worked.exitCode()).as(worked.toString()).isZero();
    }

    private static RunRecord run(ObjectNode request) {
        try (LedgerSession session = LedgerSession.open(TENANT.configuration())) {
            return session.ledger().find(RequestDocuments.runKey(request)).orElseThrow();
        }
    }

    /** An event as the client itself reads it back, with all that OpenLineage's schema requires of one. */
    private static RunEvent sound(String json) {
        JsonNode document = parsed(json);
        assertThat(document.path("schemaURL").asText()).startsWith("https://openlineage.io/spec/");
        assertThat(document.path("producer").asText()).isEqualTo("https://modelfactory.io/worker");
        assertThat(UUID.fromString(document.at("/run/runId").asText())).isNotNull();
        facetsOf(document).forEach(facet -> {
            assertThat(facet.path("_producer").asText()).isNotEmpty();
            assertThat(facet.path("_schemaURL").asText()).startsWith("https://openlineage.io/spec/");
        });
        RunEvent event = OpenLineageClientUtils.runEventFromJson(json);
        assertThat(parsed(OpenLineageClientUtils.toJson(event))).isEqualTo(document);
        return event;
    }

    private static List<JsonNode> facetsOf(JsonNode document) {
        List<JsonNode> facets = new ArrayList<>();
        for (String holder : List.of("facets", "inputFacets", "outputFacets")) {
            document.findValues(holder).forEach(holding -> holding.elements().forEachRemaining(facets::add));
        }
        assertThat(facets).isNotEmpty();
        return facets;
    }

    private static JsonNode parsed(String json) {
        try {
            return Json.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }
}
