package io.modelfactory.worker.dataset.inspection;

import static io.modelfactory.worker.failure.FailureCode.DATASET_DIGEST_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.DATASET_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_INVALID;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_UNRESOLVED;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.DocumentStore.FailureCodes;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.folder.FolderTree;
import io.modelfactory.worker.dataset.file.DatasetFileFetcher;
import io.modelfactory.worker.dataset.file.ReadingRules;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks at the files of a dataset in the store, one after the other, by the rules that its materialization declares.
 */
public final class DatasetInspector {
    private static final FailureCodes MANIFEST =
            new FailureCodes(MANIFEST_UNRESOLVED, MANIFEST_INVALID, MANIFEST_INVALID);
    private static final FailureCodes MATERIALIZATION =
            new FailureCodes(DATASET_UNRESOLVED, DATASET_INVALID, DATASET_DIGEST_MISMATCH);

    private final ArtifactStore store;
    private final DocumentStore documents;
    private final Path scratch;
    private final String memoryLimit;

    /**
     * @param scratch folder for copies and spilled data
     * @param memoryLimit as DuckDB writes it, such as {@code 1GB}
     */
    public DatasetInspector(ArtifactStore store, DocumentStore documents, Path scratch, String memoryLimit) {
        this.store = store;
        this.documents = documents;
        this.scratch = scratch;
        this.memoryLimit = memoryLimit;
    }

    /**
     * @param manifestRef as requests write it
     * @throws FailureException {@code MANIFEST_…} or {@code DATASET_…} if there is no such dataset, or its documents
     *     are not what they have to be
     */
    public DatasetMaterialization materialization(String manifestRef) {
        JsonNode manifest = documents
                .read(ContractDocument.DATASET_MANIFEST, store.keyOf(manifestRef), MANIFEST)
                .content();
        String key = ArtifactKeys.datasetMaterialization(
                manifest.path("platform_run_id").asText(),
                manifest.path("dataset_manifest_id").asText());
        JsonNode found = documents
                .read(ContractDocument.DATASET_MATERIALIZATION, key, MATERIALIZATION)
                .content();
        try {
            return Json.convert(found, DatasetMaterialization.class);
        } catch (JsonProcessingException e) {
            throw new FailureException(DATASET_INVALID, key + ": " + e.getOriginalMessage(), e);
        }
    }

    /**
     * A file of the dataset. What was copied or spilled of it is deleted then.
     *
     * @throws FailureException {@code DATASET_UNRESOLVED} if it is not there, {@code DATASET_INVALID} if it cannot be
     *     read as declared, with the reason and what it looks like
     * @throws TransientFaultException if disk or store fail
     */
    public FileInspection inspect(DatasetMaterialization dataset, DataFile file) {
        try {
            Path folder = Files.createTempDirectory(scratch, "file-");
            try {
                Path local = new DatasetFileFetcher(store).localFile(file, folder);
                return new FileInspector(folder, memoryLimit, List.of())
                        .inspectDeclared(local, ReadingRules.of(dataset), file);
            } finally {
                FolderTree.delete(folder);
            }
        } catch (IOException e) {
            throw new TransientFaultException("cannot read " + file.ref(), e);
        }
    }
}
