package io.modelfactory.worker.reconcile;

import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.DocumentStore.PinnedDocument;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.reconciliation.LedgerObjects.ExpectedObject;
import io.modelfactory.worker.reconcile.StoredObjectComparison.Kind;
import io.modelfactory.worker.reconcile.StoredObjectComparison.ReconciliationFinding;
import java.util.List;
import java.util.Optional;

/**
 * Finds bundles that are visible in the registry although their run is not PUBLISHED: a zombie may have published them
 * after another worker had failed the run. The run's own publication document names the bundle.
 */
final class UnpublishedRecordSearch {
    private final ArtifactStore store;
    private final DocumentStore documents;

    UnpublishedRecordSearch(ArtifactStore store, DocumentStore documents) {
        this.store = store;
        this.documents = documents;
    }

    List<ReconciliationFinding> find(String platformRunId, List<String> runKeys) {
        return runKeys.stream()
                .flatMap(runKey -> findRecord(platformRunId, runKey).stream())
                .toList();
    }

    private Optional<ReconciliationFinding> findRecord(String platformRunId, String runKey) {
        return publication(ArtifactKeys.bundlePublication(platformRunId, runKey))
                .flatMap(publication -> {
                    ArtifactRef own = publication.ref();
                    String record = ArtifactKeys.registryRecord(
                            publication.content().path("bundle_id").asText(),
                            publication.content().path("bundle_version").asText());
                    return store.size(record)
                            .map(bytes -> new ReconciliationFinding(
                                    Kind.UNPUBLISHED,
                                    new ExpectedObject(
                                            runKey,
                                            ArtifactName.REGISTRY_RECORD.key(),
                                            new ArtifactRef(record, own.sha256(), own.bytes()),
                                            true)));
                });
    }

    /** A document that breaks its schema names no bundle that this run could have published. */
    private Optional<PinnedDocument> publication(String key) {
        try {
            return documents.find(ContractDocument.BUNDLE_PUBLICATION, key, FailureCode.BUNDLE_PUBLICATION_INVALID);
        } catch (FailureException invalid) {
            return Optional.empty();
        }
    }
}
