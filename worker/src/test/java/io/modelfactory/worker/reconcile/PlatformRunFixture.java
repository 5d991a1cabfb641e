package io.modelfactory.worker.reconcile;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.audit.EvidenceAudit;
import io.modelfactory.worker.artifact.audit.ReferenceAccess;
import io.modelfactory.worker.artifact.audit.ReferenceAccess.Purpose;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.EvidenceAuditRecorder;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.outbox.Delivery;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.outbox.RelayRound;
import io.modelfactory.worker.ledger.receipt.ReceiptArchiveReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** What a platform run goes through, with every artifact in the store, and nothing trained. */
public final class PlatformRunFixture {
    private final DataSource database;
    private final RunLedger ledger;
    private final ArtifactStore store;

    public PlatformRunFixture(DataSource database, ArtifactStore store) {
        this.database = database;
        this.ledger = new RunLedger(database, LedgerFixture.settings());
        this.store = store;
    }

    /** One run is published, one fails after another attempt, one request is refused, and all is carried out. */
    public void populate() {
        ledger.submit(List.of(LedgerFixture.publishableBuild("request-1", "a")));
        ClaimedRun published = claim();
        audit(published)
                .record(List.of(
                        ReferenceAccess.resolved(Purpose.RESOLVE, "dataset_manifest", "m.json", "d".repeat(64))));
        ledger.evalReady(published.lease(), writeArtifacts("a", ArtifactName.EVAL_REPORT));
        ledger.pass(published.lease(), writeArtifacts("a", ArtifactName.GATE_RECEIPT));
        ledger.published(
                published.lease(),
                writeArtifacts("a", ArtifactName.REGISTRY_RECORD, ArtifactName.REGISTRY_EVENT),
                LedgerFixture.lifecycleEvent());
        ledger.submit(List.of(LedgerFixture.build("request-2", "b")));
        ledger.retryLater(claim().lease(), Duration.ZERO, FailureCode.MANIFEST_UNRESOLVED, "not there");
        ClaimedRun failed = claim();
        audit(failed)
                .record(List.of(ReferenceAccess.refused(
                        Purpose.RESOLVE, "dataset_manifest", "m.json", FailureCode.MANIFEST_INVALID)));
        ledger.fail(failed.lease(), FailureCode.MANIFEST_INVALID, "no manifest", Map.of());
        submitRefusal("request-3");
        relayAndArchive();
    }

    void submitRefusal(String requestId) {
        ledger.submit(List.of(LedgerFixture.refusal(requestId, "training_config_ref: is required")));
    }

    void submitUnfinishedRun() {
        ledger.submit(List.of(LedgerFixture.build("request-9", "z")));
    }

    /** Relays the messages, and writes the receipts. */
    void relayAndArchive() {
        for (Delivery delivery : Delivery.values()) {
            new OutboxReader(database, delivery)
                    .relayNext(RelayRound.ofSize(1_000, 1), (rows, requireLock) -> () -> rows);
        }
        new ReceiptArchiveReader(database).archiveNext(1_000, receipts -> {
            receipts.forEach(receipt -> store.write(
                    receipt.key(), CanonicalJson.bytes(receipt.document()), FailureCode.WORKER_RUNTIME_ERROR));
            return receipts;
        });
    }

    private EvidenceAudit audit(ClaimedRun claimed) {
        return new EvidenceAuditRecorder(database, "worker-1").forLease(claimed.lease());
    }

    private ClaimedRun claim() {
        return ledger.claim("worker-1", LONG).orElseThrow();
    }

    private Map<String, ArtifactRef> writeArtifacts(String run, ArtifactName... names) {
        Map<String, ArtifactRef> refs = new TreeMap<>();
        for (ArtifactName name : names) {
            byte[] content = (run + " " + name).getBytes(StandardCharsets.UTF_8);
            refs.put(
                    name.key(),
                    store.write(
                            LedgerFixture.PLATFORM_RUN + "/" + run + "/" + name.key(),
                            content,
                            FailureCode.WORKER_RUNTIME_ERROR));
        }
        return refs;
    }
}
