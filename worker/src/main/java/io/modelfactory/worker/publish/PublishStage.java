package io.modelfactory.worker.publish;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PUBLICATION_INVALID;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_NOT_ELIGIBLE;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.REGISTRY_EVENT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.REGISTRY_EVENT_INVALID;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ConcurrentWrites;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.audit.EvidenceAudit;
import io.modelfactory.worker.artifact.audit.ReferenceAccess.Purpose;
import io.modelfactory.worker.background.ConcurrentTask;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.bundle.BundlePackager;
import io.modelfactory.worker.bundle.BundlePackager.Bundle;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.ModelLoader;
import io.modelfactory.worker.resolve.PinnedPlan;
import io.modelfactory.worker.signing.Signer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Packs and publishes a passed run. Every step writes once and may be repeated: a publication that was cut short is
 * completed by doing all of it again.
 */
public final class PublishStage {
    private final ArtifactStore artifacts;
    private final DocumentStore documents;
    private final OverrideDocument overrides;
    private final EvidenceChain evidenceChain;
    private final LoadBackCheck loadBackCheck;
    private final ProvenanceAttachment provenance;
    private final Signer signer;

    /**
     * @param models loads the stored model, to prove that it is the one that was evaluated
     * @param signer signs what is published
     */
    public PublishStage(ArtifactStore artifacts, DocumentStore documents, ModelLoader models, Signer signer) {
        this.artifacts = artifacts;
        this.documents = documents;
        this.overrides = new OverrideDocument(documents);
        this.evidenceChain = new EvidenceChain(artifacts, documents);
        this.loadBackCheck = new LoadBackCheck(artifacts, documents, models);
        this.provenance = new ProvenanceAttachment(documents, signer);
        this.signer = signer;
    }

    /**
     * What was published.
     *
     * @param event the {@code BUNDLE_PUBLISHED} document, to be committed together with the run's state
     */
    public record Publication(BundleIdentity identity, ObjectNode event, Evidence evidence) {}

    /**
     * @throws io.modelfactory.worker.failure.FailureException {@code PUBLISH_NOT_ELIGIBLE}, {@code PUBLISH_CONFLICT},
     *     or a code of the EVIDENCE or IMMUTABILITY category
     */
    public Publication publish(PublishableRun run) {
        return publish(run, EvidenceAudit.none());
    }

    public Publication publish(PublishableRun run, EvidenceAudit audit) {
        return publish(run, audit, () -> {});
    }

    /**
     * As above.
     *
     * @param audit records what is read
     * @param requireLease runs directly before the bundle becomes visible, and throws if the run is another worker's by
     *     now
     */
    public Publication publish(PublishableRun run, EvidenceAudit audit, Runnable requireLease) {
        requireCompletedAsStarted(run);
        Runnable loadedBack = ConcurrentTask.beside(
                "eligibility", () -> requireEligible(run, audit), () -> loadBack(run), (eligible, loaded) -> loaded);
        Evidence evidence = overrides.attach(run);
        PinnedPlan plan = PinnedPlan.read(documents, evidence.require(ArtifactName.RESOLVED_TRAIN_PLAN));
        audit.readAudited(Purpose.PUBLISH, ArtifactName.MODEL.key(), evidence.require(ArtifactName.MODEL), () -> {
            loadedBack.run();
            return run;
        });
        return ConcurrentWrites.during(artifacts, writes -> write(run, plan, evidence, requireLease, writes));
    }

    private PublishableRun requireEligible(PublishableRun run, EvidenceAudit audit) {
        evidenceChain.requireEligible(run, audit);
        provenance.requireReady();
        return run;
    }

    /**
     * Beside the look at the evidence, which may find that the run is not to be published, whatever its model does.
     *
     * @return throws what the loading has failed with
     */
    private Runnable loadBack(PublishableRun run) {
        try {
            loadBackCheck.requireIdenticalScores(run.evidence(), loadBackCheck.modelFormat(run.evidence()));
            return () -> {};
        } catch (RuntimeException failed) {
            return () -> {
                throw failed;
            };
        }
    }

    /** What lies in the bundle's directory is stored before its record, all else before the completion marker. */
    private Publication write(
            PublishableRun run, PinnedPlan plan, Evidence gated, Runnable requireLease, ConcurrentWrites writes) {
        DocumentStore together = documents.over(writes);
        BundleRegistry registry = new BundleRegistry(writes, together);
        Bundle bundle = new BundlePackager(together)
                .pack(run.platformRunId(), run.runKey(), plan, loadBackCheck.requiredCapabilities(gated), gated);
        Evidence evidence = gated.with(ArtifactName.BUNDLE_PUBLICATION, bundle.ref());
        StagedBundle appended = new StagedBundle(run, plan, bundle.identity(), registry.appendFiles(bundle, evidence));
        evidence = new ModelCardAttachment(writes, together).attach(appended, evidence);
        writes.await();
        evidence = provenance.attach(appended, evidence);
        ArtifactRef record = registry.appendRecord(bundle, requireLease);
        writes.separate();
        evidence = evidence.with(ArtifactName.REGISTRY_RECORD, record);

        ObjectNode event = LifecycleEventDocument.of(
                bundle.identity(),
                run.request().targetScope(),
                evidence.require(ArtifactName.REGISTRY_RECORD),
                evidence,
                run.executionStartedAt());
        evidence = evidence.with(ArtifactName.REGISTRY_EVENT, writeEvent(together, bundle.identity(), event));
        evidence = evidence.with(
                ArtifactName.PUBLISH_HANDSHAKE_RECEIPT, writeReceipt(together, run, bundle.identity(), evidence));
        writes.separate();
        evidence = evidence.with(ArtifactName.COMPLETION_MARKER, writeCompletionMarker(together, run, evidence));
        return new Publication(bundle.identity(), event, evidence);
    }

    /**
     * Where bundles have to be signed, a run is published by what it was started with.
     *
     * @throws FailureException {@code PUBLISH_NOT_ELIGIBLE} if one of its workers had another configuration, or not its
     *     signing key
     */
    public void requireCompletedAsStarted(PublishableRun run) {
        List<String> deviations = run.workers().deviations();
        if (signer.required() && !deviations.isEmpty()) {
            throw new FailureException(
                    PUBLISH_NOT_ELIGIBLE,
                    String.join("; ", deviations)
                            + "; the launcher policy requires signed bundles, and what it signs is finished as it was"
                            + " started: have a worker of the run's configuration and key publish it, or ask for the"
                            + " run again under another config_revision");
        }
    }

    private static ArtifactRef writeEvent(DocumentStore documents, BundleIdentity identity, ObjectNode event) {
        return documents.write(
                ContractDocument.REGISTRY_LIFECYCLE_EVENT,
                ArtifactKeys.bundlePublishedEvent(identity.bundleId(), identity.bundleVersion()),
                event,
                REGISTRY_EVENT_INVALID,
                REGISTRY_EVENT_IMMUTABILITY_VIOLATION);
    }

    private static ArtifactRef writeReceipt(
            DocumentStore documents, PublishableRun run, BundleIdentity identity, Evidence evidence) {
        ObjectNode receipt = Json.object()
                .put("schema_version", "learning.mf_publish_handshake_receipt.v0")
                .put("run_key", run.runKey())
                .put("bundle_id", identity.bundleId())
                .put("bundle_version", identity.bundleVersion())
                .put("outcome", "PUBLISHED");
        receipt.set("registry_record", Json.tree(evidence.require(ArtifactName.REGISTRY_RECORD)));
        receipt.set("registry_event", Json.tree(evidence.require(ArtifactName.REGISTRY_EVENT)));
        receipt.set("workers", run.workers().toJson());
        return documents.write(
                ContractDocument.PUBLISH_HANDSHAKE_RECEIPT,
                ArtifactKeys.publishHandshakeReceipt(run.platformRunId(), run.runKey()),
                receipt,
                BUNDLE_PUBLICATION_INVALID,
                PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION);
    }

    /** Says that every artifact of the run is there, and which bytes each has; its own it cannot know. */
    private static ArtifactRef writeCompletionMarker(DocumentStore documents, PublishableRun run, Evidence evidence) {
        ObjectNode marker = Json.object()
                .put("schema_version", "learning.mf_completion_marker.v0")
                .put("run_key", run.runKey());
        ArrayNode artifacts = marker.putArray("artifacts");
        Map<String, ArtifactRef> others = new TreeMap<>(evidence.refs());
        others.remove(ArtifactName.COMPLETION_MARKER.key());
        // A publication may be begun unsigned and completed signed, or the other way round.
        Arrays.stream(ArtifactName.values())
                .filter(ArtifactName::isAttachment)
                .map(ArtifactName::key)
                .forEach(others::remove);
        others.forEach((name, ref) -> artifacts.add(Json.objectTree(ref).put("name", name)));
        return documents.write(
                ContractDocument.COMPLETION_MARKER,
                ArtifactKeys.completionMarker(run.platformRunId(), run.runKey()),
                marker,
                BUNDLE_PUBLICATION_INVALID,
                BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION);
    }
}
