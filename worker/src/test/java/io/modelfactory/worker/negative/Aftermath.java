package io.modelfactory.worker.negative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.app.runtime.PlatformFixture;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.AuditRecord;
import io.modelfactory.worker.ledger.RequestRecord;
import io.modelfactory.worker.ledger.RunEvent;
import io.modelfactory.worker.ledger.RunRecord;
import io.modelfactory.worker.ledger.RunState;
import io.modelfactory.worker.request.RunIdentity;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Holds what a bad input has left behind against what its entry says. */
final class Aftermath {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Set<FailureCode> REFUSED_REFERENCES =
            EnumSet.of(FailureCode.REF_ACCESS_DENIED, FailureCode.DATASET_DIGEST_MISMATCH);
    /** What lies under the bundle's key, not under the run's. */
    private static final Set<Name> IN_REGISTRY = EnumSet.of(
            Name.MODEL_CARD, Name.MODEL_CARD_HTML, Name.PROVENANCE, Name.REGISTRY_RECORD, Name.REGISTRY_EVENT);

    private final MatrixPlatform platform;
    private final OutboxLook outbox;
    private final NegativePath path;
    private final Scene scene;

    Aftermath(MatrixPlatform platform, Played played) {
        this.platform = platform;
        this.outbox = new OutboxLook(platform);
        this.path = played.path();
        this.scene = played.scene();
    }

    void requireReceipt() {
        JsonNode receipt = receipt(platform, scene.receiptKey());
        FailureCode code = path.code().orElseThrow();
        assertThat(receipt.path("status").textValue())
                .as(receipt.toString())
                .isEqualTo(path.ending().receiptStatus());
        assertThat(receipt.at("/error/code").textValue()).isEqualTo(code.name());
        assertThat(receipt.at("/error/message").textValue()).contains(path.says());
        if (path.ending() != Ending.REFUSED) {
            assertThat(receipt.path("run_key").textValue()).isEqualTo(scene.runKey());
        }
    }

    /** Not taken in: there is no run for it, nothing of it in the registry, and its receipt is all that is told. */
    void requireNoTrace() {
        assertThat(platform.look().statesOfRevision(scene.id())).isEmpty();
        assertThat(registryRecord()).isEmpty();
        if (path.ending() == Ending.REFUSED) {
            assertThat(platform.look().answersUnder(scene.receiptKey())).containsExactly("FAILED");
            assertThat(outbox.receipts(scene.receiptName()))
                    .containsExactly(OutboxLook.RUN_EVENTS + " INVOCATION_RECEIPT");
        }
    }

    void requireRun() {
        RunRecord run = platform.ledger().find(scene.runKey()).orElseThrow();
        List<RunEvent> events = platform.ledger().events(scene.runKey());
        FailureCode code = path.code().orElseThrow();
        assertThat(events).extracting(RunEvent::type).containsExactlyElementsOf(path.history());
        assertThat(events.get(events.size() - 1).reason()).contains(code);
        assertThat(run.state())
                .isEqualTo(path.ending()
                        .runState()
                        .orElseGet(() -> events.get(events.size() - 2).state()));
        assertThat(run.atRest()).isTrue();
        if (path.ending() != Ending.RETRY_REFUSED) {
            assertThat(run.failureCode()).contains(code);
            assertThat(platform.look().failureCategory(scene.runKey())).isEqualTo(code.category());
        }
        requireAudit(code);
    }

    /** Whatever could not be resolved is on record by its code, beside what could. */
    private void requireAudit(FailureCode code) {
        if (code.retryable() || REFUSED_REFERENCES.contains(code)) {
            assertThat(platform.ledger().audits(scene.runKey()))
                    .extracting(AuditRecord::outcome)
                    .contains(code.name());
        }
    }

    /** What the run has written, what was planted, and nothing else. */
    void requireArtifacts() {
        RunIdentity run = RunIdentity.of(scene.request());
        Set<String> expected = new TreeSet<>(scene.planted());
        path.evidence().stream()
                .filter(artifact -> !IN_REGISTRY.contains(artifact))
                .forEach(artifact -> expected.add(RunPlaces.keyOf(artifact, run)));
        expected.removeIf(key -> key.startsWith("registry/"));

        String plan = RunPlaces.keyOf(Name.RESOLVED_TRAIN_PLAN, run);
        Set<String> found =
                new TreeSet<>(platform.store().below(MatrixPlatform.RUN + "/mf/train_runs/" + run.runKey()));
        if (platform.store().holds(plan)) {
            found.add(plan);
        }
        assertThat(found).isEqualTo(expected);
        requireRegistry();
    }

    private void requireRegistry() {
        assertThat(registryRecord().isPresent()).isEqualTo(path.evidence().contains(Name.REGISTRY_RECORD));
        registryRecord().ifPresent(record -> {
            String event = ArtifactKeys.bundlePublishedEvent(
                    record.path("bundle_id").textValue(),
                    record.path("bundle_version").textValue());
            assertThat(platform.store().holds(event))
                    .isEqualTo(path.evidence().contains(Name.REGISTRY_EVENT)
                            || scene.planted().contains(event));
        });
    }

    private Optional<JsonNode> registryRecord() {
        return platform.store().below("registry/bundles").stream()
                .filter(key -> key.endsWith("/bundle_publication.json"))
                .map(platform.store()::document)
                .filter(record ->
                        record.at("/provenance/config_revision").asText().equals(scene.id()))
                .findFirst();
    }

    void requireOutboxOfRun() {
        List<String> told = outbox.aboutRun(scene.runKey());
        assertThat(told)
                .filteredOn(message -> !message.endsWith("INVOCATION_RECEIPT"))
                .containsExactlyElementsOf(path.history().stream()
                        .map(event -> OutboxLook.RUN_EVENTS + " " + event)
                        .toList());
        List<RequestRecord> requests = platform.ledger().requests(scene.runKey());
        assertThat(requests).allMatch(request -> request.receiptStatus().isPresent());
        assertThat(told)
                .filteredOn(message -> message.endsWith("INVOCATION_RECEIPT"))
                .hasSameSizeAs(requests);
        assertThat(told).last().asString().endsWith("INVOCATION_RECEIPT");
    }

    /** The request that was sent right behind the bad input. */
    static void requirePublished(MatrixPlatform platform, String requestId) {
        JsonNode receipt = receipt(platform, ArtifactKeys.invocationReceipt(MatrixPlatform.RUN, requestId));
        assertThat(receipt.path("status").textValue())
                .as(receipt.toString())
                .isIn("DONE", "ALREADY_" + RunState.PUBLISHED);
        assertThat(receipt.has("error")).isFalse();
    }

    static JsonNode receipt(MatrixPlatform platform, String key) {
        await(key)
                .pollDelay(Duration.ZERO)
                .atMost(PATIENCE)
                .until(() -> platform.store().holds(key));
        JsonNode receipt = platform.store().document(key);
        assertThat(PlatformFixture.SCHEMAS.violations(ContractDocument.MF_JOB_INVOCATION_RECEIPT, receipt))
                .isEmpty();
        return receipt;
    }
}
