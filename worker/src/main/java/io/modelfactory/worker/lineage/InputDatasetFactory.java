package io.modelfactory.worker.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.StoreNaming;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.InputDataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run reads: one dataset for each manifest, with the manifest and the data files as its other names. A manifest
 * that cannot be read is named and not described: it may be the reason why the run fails.
 */
final class InputDatasetFactory {
    private static final DocumentStore.FailureCodes UNREADABLE = new DocumentStore.FailureCodes(
            FailureCode.EVIDENCE_UNRESOLVED, FailureCode.EVIDENCE_UNRESOLVED, FailureCode.EVIDENCE_UNRESOLVED);

    private final OpenLineage openLineage;
    private final ArtifactStore artifacts;
    private final DocumentStore documents;
    private final DatasetFacetFactory description;
    private final StoreNaming naming;

    InputDatasetFactory(OpenLineage openLineage, ArtifactStore artifacts, DocumentStore documents, StoreNaming naming) {
        this.openLineage = openLineage;
        this.artifacts = artifacts;
        this.documents = documents;
        this.description = new DatasetFacetFactory(openLineage, naming);
        this.naming = naming;
    }

    List<InputDataset> of(RunRecord run) {
        JsonNode checks = leakageChecks(run);
        List<InputDataset> inputs = new ArrayList<>();
        for (JsonNode ref : run.request().path("dataset_manifest_refs")) {
            inputs.add(described(run, ref.asText(), checks).orElseGet(() -> named(ref.asText())));
        }
        return inputs;
    }

    private Optional<InputDataset> described(RunRecord run, String ref, JsonNode checks) {
        try {
            String manifestKey = artifacts.keyOf(ref);
            JsonNode manifest = document(ContractDocument.DATASET_MANIFEST, manifestKey);
            String key = ArtifactKeys.datasetMaterialization(
                    run.platformRunId(), manifest.path("dataset_manifest_id").asText());
            JsonNode materialization = document(ContractDocument.DATASET_MATERIALIZATION, key);
            String name = naming.name(key.substring(0, key.lastIndexOf('/')));
            return Optional.of(openLineage.newInputDataset(
                    naming.namespace(),
                    name,
                    description.facets(manifestKey, materialization),
                    description.inputFacets(materialization, checks)));
        } catch (FailureException | TransientFaultException unreadable) {
            return Optional.empty();
        }
    }

    private JsonNode document(ContractDocument kind, String key) {
        return documents.read(kind, key, UNREADABLE).content();
    }

    private InputDataset named(String ref) {
        String name = naming.name(ref);
        return openLineage
                .newInputDatasetBuilder()
                .namespace(naming.namespace())
                .name(name)
                .build();
    }

    /** What the rows were asked before they were trained on; empty if it has not come to that. */
    private JsonNode leakageChecks(RunRecord run) {
        Optional<ArtifactRef> record = new Evidence(run.refs()).find(ArtifactName.EXECUTION_RECORD);
        try {
            return record.map(ref -> documents.read(ContractDocument.EXECUTION_RECORD, ref, UNREADABLE))
                    .map(content -> content.path("leakage_checks"))
                    .orElseGet(() -> Json.object().putArray("none"));
        } catch (FailureException | TransientFaultException unreadable) {
            return Json.object().putArray("none");
        }
    }
}
