package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.evidence.EvidenceContext;
import io.modelfactory.worker.evidence.EvidenceFlaw;
import io.modelfactory.worker.evidence.EvidenceLink;
import io.modelfactory.worker.evidence.EvidenceLinks;
import io.modelfactory.worker.evidence.GateReceipt;
import io.modelfactory.worker.evidence.RunFacts;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.PublishOverride;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.util.List;
import java.util.Optional;

/** Collects every flaw in the links between the documents of one run. */
final class RunLinkCheck implements EvidenceContext {
    private final RunRecord run;
    private final PinnedDocuments documents;
    private final RunFacts facts;

    /** @param requests those that asked for the run */
    RunLinkCheck(RunRecord run, List<RequestRecord> requests, ArtifactStore store, PinnedDocuments documents) {
        this.run = run;
        this.documents = documents;
        this.facts = facts(run, requests, store);
    }

    private static RunFacts facts(RunRecord run, List<RequestRecord> requests, ArtifactStore store) {
        Optional<TrainBuildRequest> request = readable(run);
        return new RunFacts(
                run.runKey(),
                run.platformRunId(),
                request,
                requests.stream()
                        .filter(asked -> isFirst(asked, request))
                        .map(RequestRecord::authentication)
                        .findFirst(),
                request.map(found -> manifestKeys(found, store)).orElse(List.of()),
                run.executionStartedAt(),
                run.runConfigDigest(),
                new Evidence(run.refs()));
    }

    /** Another payload under the same id has asked for nothing. */
    private static boolean isFirst(RequestRecord asked, Optional<TrainBuildRequest> request) {
        return !asked.conflicting()
                && request.filter(first -> first.requestId().equals(asked.requestId()))
                        .isPresent();
    }

    /** A request that cannot be read has a finding of its own. */
    private static Optional<TrainBuildRequest> readable(RunRecord run) {
        try {
            return Optional.of(TrainBuildRequestReader.read(run.request()));
        } catch (FailureException unreadable) {
            return Optional.empty();
        }
    }

    /** References that leave the store are compared as they are; no plan has them. */
    private static List<String> manifestKeys(TrainBuildRequest request, ArtifactStore store) {
        try {
            return RunFacts.manifestKeys(request, store);
        } catch (FailureException denied) {
            return request.datasetManifestRefs();
        }
    }

    @Override
    public RunFacts facts() {
        return facts;
    }

    @Override
    public Optional<JsonNode> content(ArtifactName document) {
        return Optional.of(documents.content(document)).filter(content -> !content.isMissingNode());
    }

    void check() {
        for (EvidenceLink link : EvidenceLinks.all()) {
            link.flaw(this).ifPresent(this::report);
        }
        switch (run.state()) {
            case PASS, PUBLISH_PENDING, PUBLISHED -> checkDecision();
            case QUEUED, RUNNING, EVAL_READY, FAIL -> {
                // Either has not been judged, or failed: possibly later, after a gate that it had passed.
            }
        }
    }

    /** What the ledger says was overridden is what the document says, and the gate could not decide. */
    private void checkDecision() {
        Optional<PublishOverride> override = run.publishOverride();
        documents.requireValue(ArtifactName.GATE_RECEIPT, "/gate_decision", override.isPresent() ? "FAIL" : "PASS");
        override.ifPresent(granted -> {
            documents.requireValue(ArtifactName.GATE_RECEIPT, "/reason_codes", GateReceipt.inconclusiveOnly());
            documents.requireValue(ArtifactName.PUBLISH_OVERRIDE, "/override", granted.toJson());
        });
    }

    private void report(EvidenceFlaw flaw) {
        documents.reportMismatch(flaw.link().artifact(), flaw.link().pointer(), flaw.found(), flaw.expected());
    }
}
