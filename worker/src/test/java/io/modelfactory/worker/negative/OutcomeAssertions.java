package io.modelfactory.worker.negative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.audit.AuditRecord;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.request.RunIdentity;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares what a bad input has left with the expectations of its entry. */
final class OutcomeAssertions {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final Set<FailureCode> REFUSED_REFERENCES =
            EnumSet.of(FailureCode.REF_ACCESS_DENIED, FailureCode.DATASET_DIGEST_MISMATCH);
    /** Artifacts under the bundle's key, not under the run's. */
    private static final Set<ArtifactName> IN_REGISTRY = EnumSet.of(
            ArtifactName.MODEL_CARD,
            ArtifactName.MODEL_CARD_HTML,
            ArtifactName.PROVENANCE,
            ArtifactName.REGISTRY_RECORD,
            ArtifactName.REGISTRY_EVENT);

    private final NegativeEnvironment platform;
    private final OutboxQueries outbox;
    private final NegativePath path;
    private final NegativeScenario scenario;

    OutcomeAssertions(NegativeEnvironment platform, ScenarioResult result) {
        this.platform = platform;
        this.outbox = new OutboxQueries(platform);
        this.path = result.path();
        this.scenario = result.scenario();
    }

    void requireReceipt() {
        JsonNode receipt = receipt(platform, scenario.receiptKey());
        FailureCode code = path.code().orElseThrow();
        assertThat(receipt.path("status").textValue())
                .as(receipt.toString())
                .isEqualTo(path.expectedOutcome().receiptStatus());
        assertThat(receipt.at("/error/code").textValue()).isEqualTo(code.name());
        assertThat(receipt.at("/error/message").textValue()).contains(path.says());
        if (path.expectedOutcome() != ExpectedOutcome.REFUSED) {
            assertThat(receipt.path("run_key").textValue()).isEqualTo(scenario.runKey());
        }
    }

    /** Not admitted: there is no run, nothing in the registry, and its receipt is the only message. */
    void requireNoTrace() {
        assertThat(platform.ledgerQueries().statesOfRevision(scenario.id())).isEmpty();
        assertThat(registryRecord()).isEmpty();
        if (path.expectedOutcome() == ExpectedOutcome.REFUSED) {
            assertThat(platform.ledgerQueries().receiptStatuses(scenario.receiptKey()))
                    .containsExactly("FAILED");
            assertThat(outbox.receipts(scenario.receiptName()))
                    .containsExactly(OutboxQueries.RUN_EVENTS + " INVOCATION_RECEIPT");
        }
    }

    void requireRun() {
        RunRecord run = platform.ledger().find(scenario.runKey()).orElseThrow();
        List<RunEvent> events = platform.ledger().events(scenario.runKey());
        FailureCode code = path.code().orElseThrow();
        assertThat(events).extracting(RunEvent::type).containsExactlyElementsOf(path.history());
        RunEvent last = events.get(events.size() - 1);
        // One that may not use the run's profiles leaves no trace in the run, but in its own receipt.
        boolean recorded = path.expectedOutcome() != ExpectedOutcome.RETRY_REFUSED
                || last.type() == RunEventType.PUBLISH_RETRY_SKIPPED
                || last.type() == RunEventType.PUBLISH_RETRY_EXHAUSTED;
        if (recorded) {
            assertThat(last.reason()).contains(code);
        }
        assertThat(run.state())
                .isEqualTo(path.expectedOutcome()
                        .runState()
                        .orElseGet(() -> (recorded ? events.get(events.size() - 2) : last).state()));
        assertThat(run.finished()).isTrue();
        if (path.expectedOutcome() != ExpectedOutcome.RETRY_REFUSED) {
            assertThat(run.failureCode()).contains(code);
            assertThat(platform.ledgerQueries().failureCategory(scenario.runKey()))
                    .isEqualTo(code.category());
        }
        requireAudit(code);
    }

    /** What could not be resolved is recorded with its code, beside what could. */
    private void requireAudit(FailureCode code) {
        if (code.retryable() || REFUSED_REFERENCES.contains(code)) {
            assertThat(platform.ledger().audits(scenario.runKey()))
                    .extracting(AuditRecord::outcome)
                    .contains(code.name());
        }
    }

    /** What the run has written, what was planted, and nothing else. */
    void requireArtifacts() {
        RunIdentity run = RunIdentity.of(scenario.request());
        Set<String> expected = new TreeSet<>(scenario.planted());
        path.evidence().stream()
                .filter(artifact -> !IN_REGISTRY.contains(artifact))
                .forEach(artifact -> expected.add(RunArtifactKeys.of(artifact, run)));
        expected.removeIf(key -> key.startsWith("registry/"));

        String plan = RunArtifactKeys.of(ArtifactName.RESOLVED_TRAIN_PLAN, run);
        Set<String> found = new TreeSet<>(
                platform.store().keysUnder(NegativeEnvironment.PLATFORM_RUN_ID + "/mf/train_runs/" + run.runKey()));
        if (platform.store().exists(plan)) {
            found.add(plan);
        }
        assertThat(found).isEqualTo(expected);
        requireRegistry();
    }

    private void requireRegistry() {
        assertThat(registryRecord().isPresent()).isEqualTo(path.evidence().contains(ArtifactName.REGISTRY_RECORD));
        registryRecord().ifPresent(record -> {
            String event = ArtifactKeys.bundlePublishedEvent(
                    record.path("bundle_id").textValue(),
                    record.path("bundle_version").textValue());
            assertThat(platform.store().exists(event))
                    .isEqualTo(path.evidence().contains(ArtifactName.REGISTRY_EVENT)
                            || scenario.planted().contains(event));
        });
    }

    private Optional<JsonNode> registryRecord() {
        return platform.store().keysUnder("registry/bundles").stream()
                .filter(key -> key.endsWith("/bundle_publication.json"))
                .map(platform.store()::document)
                .filter(record ->
                        record.at("/provenance/config_revision").asText().equals(scenario.id()))
                .findFirst();
    }

    void requireOutboxOfRun() {
        List<String> messages = outbox.messagesOfRun(scenario.runKey());
        assertThat(messages)
                .filteredOn(message -> !message.endsWith("INVOCATION_RECEIPT"))
                .containsExactlyElementsOf(path.history().stream()
                        .map(event -> OutboxQueries.RUN_EVENTS + " " + event)
                        .toList());
        List<RequestRecord> requests = platform.ledger().requests(scenario.runKey());
        assertThat(requests).allMatch(request -> request.receiptStatus().isPresent());
        assertThat(messages)
                .filteredOn(message -> message.endsWith("INVOCATION_RECEIPT"))
                .hasSameSizeAs(requests);
        assertThat(messages).last().asString().endsWith("INVOCATION_RECEIPT");
    }

    /** The request that was sent right behind the bad input. */
    static void requirePublished(NegativeEnvironment platform, String requestId) {
        JsonNode receipt =
                receipt(platform, ArtifactKeys.invocationReceipt(NegativeEnvironment.PLATFORM_RUN_ID, requestId));
        assertThat(receipt.path("status").textValue())
                .as(receipt.toString())
                .isIn("DONE", "ALREADY_" + RunState.PUBLISHED);
        assertThat(receipt.has("error")).isFalse();
    }

    static JsonNode receipt(NegativeEnvironment platform, String key) {
        await(key)
                .pollDelay(Duration.ZERO)
                .atMost(TIMEOUT)
                .until(() -> platform.store().exists(key));
        JsonNode receipt = platform.store().document(key);
        assertThat(PlatformFixture.SCHEMAS.violations(ContractDocument.MF_JOB_INVOCATION_RECEIPT, receipt))
                .isEmpty();
        return receipt;
    }
}
