package io.modelfactory.worker.inspect.verify;

import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.evidence.EvidenceDocument;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.model.ModelFormat;
import io.modelfactory.worker.request.RunIdentity;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The artifacts of a run: which of them it must have, what kind of document each is, and where it lies. */
final class ArtifactCatalog {
    private ArtifactCatalog() {}

    /** What a run in this state has written. A run that failed on its way has whatever the ledger refers to. */
    static Set<ArtifactName> requiredOf(RunRecord run) {
        return switch (run.state()) {
            case QUEUED -> EnumSet.noneOf(ArtifactName.class);
            case RUNNING ->
                run.mode() == ExecutionMode.PUBLISH_ONLY
                        ? upTo(ArtifactName.PUBLISH_ELIGIBILITY)
                        : EnumSet.noneOf(ArtifactName.class);
            case EVAL_READY -> upTo(ArtifactName.EXECUTION_RECEIPT);
            case PASS, PUBLISH_PENDING -> upTo(ArtifactName.PUBLISH_ELIGIBILITY);
            case PUBLISHED -> published(run);
            case FAIL ->
                run.failureCode().filter(FailureCode::gateVerdict).isPresent()
                        ? upTo(ArtifactName.PUBLISH_ELIGIBILITY)
                        : EnumSet.noneOf(ArtifactName.class);
        };
    }

    private static Set<ArtifactName> published(RunRecord run) {
        Set<ArtifactName> names = withoutAttachments(EnumSet.allOf(ArtifactName.class));
        run.publishOverride().ifPresent(override -> names.add(ArtifactName.PUBLISH_OVERRIDE));
        return names;
    }

    /** Names are listed in the order in which a run writes them. */
    private static Set<ArtifactName> upTo(ArtifactName last) {
        return withoutAttachments(EnumSet.range(ArtifactName.RESOLVED_TRAIN_PLAN, last));
    }

    /** Nor what only some runs have. */
    static Set<ArtifactName> withoutAttachments(EnumSet<ArtifactName> names) {
        names.removeIf(name -> name.isAttachment() || name.isOptional());
        return names;
    }

    /** Empty for what is no JSON document. */
    static Optional<ContractDocument> kindOf(ArtifactName name) {
        return name == ArtifactName.PROVENANCE
                ? Optional.of(ContractDocument.DSSE_ENVELOPE)
                : EvidenceDocument.find(name).map(EvidenceDocument::kind);
    }

    /**
     * The name that the model's format gave it; its descriptor, which pins the same key, is verified with the links.
     */
    private static String modelFileName(RunRecord run) {
        return Optional.ofNullable(run.refs().get(ArtifactName.MODEL.key()))
                .map(ArtifactRef::fileName)
                .filter(ModelFormat::isModelFile)
                .orElse("model.extension");
    }

    /** The keys that the run refers to, or may have written before a worker lost it. */
    static Predicate<String> keysOf(RunRecord run) {
        Set<String> keys = new HashSet<>();
        run.refs().values().forEach(ref -> keys.add(ref.ref()));
        for (ArtifactName name : ArtifactName.values()) {
            keyOf(name, run).ifPresent(keys::add);
        }
        return run.refs().containsKey(ArtifactName.MODEL.key())
                ? keys::contains
                : key -> keys.contains(key) || isModelOf(run, key);
    }

    /** A run that failed after it had written its model may have no reference that names the model's format. */
    private static boolean isModelOf(RunRecord run, String key) {
        String fileName = key.substring(key.lastIndexOf('/') + 1);
        return ModelFormat.isModelFile(fileName)
                && key.equals(ArtifactKeys.model(run.platformRunId(), run.runKey(), fileName));
    }

    /** Empty for what lies in the registry, where the bundle's identity names it. */
    static Optional<String> keyOf(ArtifactName name, RunRecord run) {
        String platformRun = run.platformRunId();
        String key = run.runKey();
        return switch (name) {
            case RESOLVED_TRAIN_PLAN -> Optional.of(ArtifactKeys.resolvedTrainPlan(platformRun, key));
            case EXECUTION_RECORD -> Optional.of(ArtifactKeys.executionRecord(platformRun, key));
            case MODEL -> Optional.of(ArtifactKeys.model(platformRun, key, modelFileName(run)));
            case CUTS -> Optional.of(ArtifactKeys.cuts(platformRun, key));
            case MODEL_ARTIFACT -> Optional.of(ArtifactKeys.modelDescriptor(platformRun, key));
            case SCORING_SAMPLE -> Optional.of(ArtifactKeys.scoringSample(platformRun, key));
            case EVAL_REPORT ->
                Optional.of(ArtifactKeys.evalReport(
                        platformRun, key, new RunIdentity(run.trainRunKey(), key).evalReportId()));
            case EVIDENCE_PACK -> Optional.of(ArtifactKeys.evidencePack(platformRun, key));
            case EXECUTION_RECEIPT -> Optional.of(ArtifactKeys.executionReceipt(platformRun, key));
            case GATE_RECEIPT -> Optional.of(ArtifactKeys.gateReceipt(platformRun, key));
            case PUBLISH_ELIGIBILITY -> Optional.of(ArtifactKeys.publishEligibility(platformRun, key));
            case PUBLISH_OVERRIDE -> Optional.of(ArtifactKeys.publishOverride(platformRun, key));
            case BUNDLE_PUBLICATION -> Optional.of(ArtifactKeys.bundlePublication(platformRun, key));
            case MODEL_CARD, MODEL_CARD_HTML, PROVENANCE, REGISTRY_RECORD, REGISTRY_EVENT -> Optional.empty();
            case PUBLISH_HANDSHAKE_RECEIPT -> Optional.of(ArtifactKeys.publishHandshakeReceipt(platformRun, key));
            case COMPLETION_MARKER -> Optional.of(ArtifactKeys.completionMarker(platformRun, key));
        };
    }
}
