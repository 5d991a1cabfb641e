package io.modelfactory.worker.closure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.closure.Stranger.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** From the announcement of a dataset to a stranger who scores with the bundle, and the evidence of it all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntegrationClosureIT {
    private static final Path EVIDENCE =
            Path.of("target", "integration-closure").toAbsolutePath();

    private final GoldenFlow flow = new GoldenFlow();
    private JsonNode receipt = Json.object();
    private List<JsonNode> messages = List.of();
    private JsonNode verdict = Json.object();

    @BeforeAll
    void playOnceAndKeepTheEvidence() throws Exception {
        receipt = flow.play();
        ClosureEvidence evidence = ClosureEvidence.in(EVIDENCE);
        messages = printed(evidence);
        Ended judged = judge(flow.store(), evidence.folder().resolve("registry-reader.log"));
        verdict = Json.parse(judged.output().getBytes(StandardCharsets.UTF_8));
        keep(evidence, judged);
    }

    @AfterAll
    void stopEverything() {
        flow.close();
    }

    @Test
    void nothingOfTheFactorysIsOnAStrangersClassPath() {
        for (Stranger stranger : List.of(Stranger.topicPrinter(), Stranger.registryReader())) {
            assertThat(stranger.knows("org.apache.avro.Schema")).isTrue();
            assertThat(stranger.knows("io.modelfactory.contracts.MfRunEvent")).isFalse();
            assertThat(stranger.knows("io.modelfactory.contracts.JsonSchemas")).isFalse();
            assertThat(stranger.knows("io.modelfactory.worker.app.Main")).isFalse();
        }
    }

    @Test
    void anAnnouncementBecomesAPublishedBundle() {
        assertThat(receipt.path("status").textValue()).as(receipt.toString()).isEqualTo("DONE");
        assertThat(on(flow.topics().ofsEvents()))
                .singleElement()
                .satisfies(announced -> assertThat(announced
                                .path("value")
                                .path("dataset_manifest_id")
                                .textValue())
                        .isEqualTo("dm_closure"));
        assertThat(on(flow.topics().registryEvents())).singleElement().satisfies(event -> {
            assertThat(event.path("record").textValue()).isEqualTo("io.modelfactory.contracts.RegistryLifecycleEvent");
            assertThat(event.path("value").path("event_type").textValue()).isEqualTo("BUNDLE_PUBLISHED");
            assertThat(event.path("headers").path("ce_id"))
                    .isEqualTo(event.path("value").path("registry_event_id"));
        });
    }

    @Test
    void aStrangerReadsTheRunsEventsInTheirOrder() {
        List<JsonNode> events = on(flow.topics().runEvents());

        assertThat(events)
                .allSatisfy(event ->
                        assertThat(event.path("record").textValue()).isEqualTo("io.modelfactory.contracts.MfRunEvent"))
                .allSatisfy(event -> assertThat(event.path("key")).isEqualTo(receipt.path("run_key")))
                .extracting(event -> event.path("value").path("event_type").textValue())
                .containsSubsequence("REQUEST_QUEUED", "RUN_STARTED", "EVAL_READY", "GATE_PASS", "BUNDLE_PUBLISHED");
        assertThat(events)
                .extracting(event -> event.path("value").path("seq"))
                .filteredOn(JsonNode::isNumber)
                .extracting(JsonNode::longValue)
                .isSorted();
        assertThat(on(flow.topics().control()))
                .allSatisfy(fact -> assertThat(fact.path("record").textValue())
                        .isEqualTo("io.modelfactory.contracts.GovernanceFact"));
    }

    @Test
    void theRegistrysReaderAdmitsTheBundleAndScoresAsTheFactoryDid() {
        assertThat(verdict.path("verdict").textValue())
                .as(verdict.toPrettyString())
                .isEqualTo("ADMISSIBLE");
        assertThat(verdict.path("rows_scored").intValue()).isPositive();
        assertThat(verdict.path("largest_difference").doubleValue()).isZero();
        assertThat(verdict.path("checks"))
                .extracting(check -> check.path("check").textValue())
                .contains(
                        "registry_lifecycle_event keeps its published schema",
                        "bundle_publication keeps its published schema",
                        "gate_receipt keeps its published schema",
                        "model.ubj has its digest",
                        "scoring_sample.json has its digest",
                        "the loaded model scores as the trained one");
    }

    @Test
    void theRegistrysReaderRefusesABundleThatWasTouched(@TempDir Path folder) throws IOException {
        Path copy = copyOfTheStore(folder.resolve("store"));
        Path gate = copy.resolve(bundleFolder()).resolve("gate_receipt.json");
        ObjectNode forged = (ObjectNode) Json.parse(Files.readAllBytes(gate));
        Files.writeString(gate, forged.put("remark", "approved by phone").toString());

        Ended judged = judge(copy, folder.resolve("log"));

        JsonNode refusal = Json.parse(judged.output().getBytes(StandardCharsets.UTF_8));
        assertThat(judged.exitCode()).isEqualTo(1);
        assertThat(refusal.path("verdict").textValue()).isEqualTo("NOT_ADMISSIBLE");
        assertThat(refusal.path("checks"))
                .filteredOn(check -> !check.path("holds").booleanValue())
                .extracting(check -> check.path("check").textValue())
                .containsExactly("gate_receipt.json has its digest", "gate_receipt keeps its published schema");
    }

    @Test
    void theEvidenceOfTheClosureHoldsWhatItsIndexSays() throws IOException {
        JsonNode index = Json.parse(Files.readAllBytes(EVIDENCE.resolve("index.json")));
        String page = Files.readString(EVIDENCE.resolve("README.md"));

        for (JsonNode file : index.path("files")) {
            String name = file.path("name").textValue();
            assertThat(Sha256.hex(EVIDENCE.resolve(name)))
                    .isEqualTo(file.path("sha256").textValue());
            assertThat(page)
                    .contains(
                            "[" + name + "](" + name + ")", file.path("sha256").textValue());
        }
        assertThat(index.path("files"))
                .extracting(file -> file.path("name").textValue())
                .contains(
                        "announced.jsonl",
                        "request.json",
                        "run-events.jsonl",
                        "receipt.json",
                        "bundle/model.ubj",
                        "bundle/bundle_manifest.json",
                        "lifecycle-events.jsonl",
                        "verdict.json");
    }

    private List<JsonNode> on(String topic) {
        return messages.stream()
                .filter(message -> message.path("topic").textValue().equals(topic))
                .toList();
    }

    private List<JsonNode> printed(ClosureEvidence evidence) throws IOException {
        List<String> arguments = new ArrayList<>(flow.address());
        arguments.addAll(List.of(
                flow.topics().ofsEvents(),
                flow.topics().runEvents(),
                flow.topics().registryEvents(),
                flow.topics().control()));
        Ended ended = Stranger.topicPrinter().run(evidence.folder().resolve("topic-printer.log"), arguments);
        assertThat(ended.exitCode()).as("see " + evidence.folder()).isZero();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : ended.output().lines().toList()) {
            lines.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
        }
        return lines;
    }

    private Ended judge(Path store, Path log) {
        List<String> arguments = new ArrayList<>(flow.address());
        arguments.addAll(List.of(
                flow.topics().registryEvents(),
                flow.topics().runEvents(),
                store.toString(),
                GoldenFlow.AVRO_SCHEMAS.toAbsolutePath().normalize().toString(),
                GoldenFlow.JSON_SCHEMAS.toAbsolutePath().normalize().toString()));
        Ended ended = Stranger.registryReader().run(log, arguments);
        assertThat(ended.output()).as("see " + log).isNotBlank();
        return ended;
    }

    private void keep(ClosureEvidence evidence, Ended judged) throws Exception {
        evidence.add(
                "announced.jsonl",
                "what the feature plane announced",
                lines(flow.topics().ofsEvents()));
        evidence.add(
                "request.json",
                "the request that the trigger policy made of it, from the ledger",
                flow.request(receipt.path("run_key").textValue()));
        evidence.add(
                "run-events.jsonl",
                "the run's events, as a stranger read them",
                lines(flow.topics().runEvents()));
        evidence.addFile(
                "receipt.json", "the receipt of the request", flow.receipt().orElseThrow());
        Path bundle = flow.store().resolve(bundleFolder());
        try (Stream<Path> files = Files.list(bundle)) {
            for (Path file : files.sorted().toList()) {
                evidence.addFile("bundle/" + file.getFileName(), "the published bundle", file);
            }
        }
        evidence.addFile(
                "scoring_sample.json",
                "rows and the factory's scores of them",
                flow.store()
                        .resolve(GoldenFlow.RUN + "/mf/train_runs/"
                                + receipt.path("run_key").textValue() + "/artifacts/scoring_sample.json"));
        evidence.add(
                "lifecycle-events.jsonl",
                "what the registry was told",
                lines(flow.topics().registryEvents()));
        evidence.add(
                "governance-facts.jsonl",
                "what auditors were told",
                lines(flow.topics().control()));
        evidence.add(
                "verdict.json",
                "the registry reader's checks, verdict and scores",
                judged.output().getBytes(StandardCharsets.UTF_8));
        evidence.writeIndex("Integration closure", """
                A dataset was announced on `%s`; run `%s` came of it and published `%s`.
                A reader that knows the published schemas only found the bundle **%s**: %d checks, %d rows scored with plain
                XGBoost, largest difference from the factory's scores %s.""".formatted(
                        flow.topics().ofsEvents(),
                        receipt.path("run_key").textValue(),
                        bundleFolder(),
                        verdict.path("verdict").textValue(),
                        verdict.path("checks").size(),
                        verdict.path("rows_scored").intValue(),
                        verdict.path("largest_difference")));
    }

    private byte[] lines(String topic) {
        StringBuilder lines = new StringBuilder();
        on(topic).forEach(message -> lines.append(message).append('\n'));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Relative to the store, as the lifecycle event names it. */
    private String bundleFolder() {
        String record = on(flow.topics().registryEvents())
                .get(0)
                .path("value")
                .path("bundle_ref")
                .path("registry_ref")
                .textValue();
        return record.substring(0, record.lastIndexOf('/'));
    }

    private Path copyOfTheStore(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(flow.store())) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(flow.store().relativize(file).toString()));
            }
        }
        return copy;
    }
}
