package io.modelfactory.worker.closure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the announcement of a dataset to an independent program that scores with the bundle, and the evidence of it all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntegrationClosureIT {
    private static final Path EVIDENCE =
            Path.of("target", "integration-closure").toAbsolutePath();

    private final GoldenFlow flow = new GoldenFlow();
    private final IndependentReaders independentReaders = new IndependentReaders(flow);
    private JsonNode receipt = Json.object();
    private ObservedMessages messages = new ObservedMessages(List.of());
    private JsonNode verdict = Json.object();

    @BeforeAll
    void runOnceAndKeepTheEvidence() throws Exception {
        receipt = flow.run();
        ClosureEvidence evidence = ClosureEvidence.in(EVIDENCE);
        messages = independentReaders.readTopics(EVIDENCE.resolve("topic-printer.log"));
        verdict = independentReaders.validateBundle(flow.store(), EVIDENCE.resolve("registry-reader.log"));
        new ClosureReport(flow, receipt, messages, verdict).writeTo(evidence);
    }

    @AfterAll
    void stopEverything() {
        flow.close();
    }

    @Test
    void independentProgramsHaveNoFactoryClasses() {
        for (IndependentProgram program :
                List.of(IndependentProgram.topicPrinter(), IndependentProgram.registryReader())) {
            assertThat(program.knows("org.apache.avro.Schema")).isTrue();
            assertThat(program.knows("io.modelfactory.contracts.MfRunEvent")).isFalse();
            assertThat(program.knows("io.modelfactory.contracts.JsonSchemas")).isFalse();
            assertThat(program.knows("io.modelfactory.worker.app.Main")).isFalse();
        }
    }

    @Test
    void anAnnouncementBecomesAPublishedBundle() {
        assertThat(receipt.path("status").textValue()).as(receipt.toString()).isEqualTo("DONE");
        assertThat(messages.on(flow.topics().ofsEvents()))
                .singleElement()
                .satisfies(announced -> assertThat(announced
                                .path("value")
                                .path("dataset_manifest_id")
                                .textValue())
                        .isEqualTo("dm_closure"));
        assertThat(messages.on(flow.topics().registryEvents())).singleElement().satisfies(event -> {
            assertThat(event.path("record").textValue()).isEqualTo("io.modelfactory.contracts.RegistryLifecycleEvent");
            assertThat(event.path("value").path("event_type").textValue()).isEqualTo("BUNDLE_PUBLISHED");
            assertThat(event.path("headers").path("ce_id"))
                    .isEqualTo(event.path("value").path("registry_event_id"));
        });
    }

    @Test
    void anIndependentProgramReadsTheRunsEventsInOrder() {
        List<JsonNode> events = messages.on(flow.topics().runEvents());

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
        assertThat(messages.on(flow.topics().control()))
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
        Path gate = copy.resolve(messages.bundleFolder(flow.topics().registryEvents()))
                .resolve("gate_receipt.json");
        ObjectNode forged = (ObjectNode) Json.parse(Files.readAllBytes(gate));
        Files.writeString(gate, forged.put("remark", "approved by phone").toString());

        JsonNode refusal = independentReaders.validateBundle(copy, folder.resolve("log"));

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

    private Path copyOfTheStore(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(flow.store())) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(flow.store().relativize(file).toString()));
            }
        }
        return copy;
    }
}
