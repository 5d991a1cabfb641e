package io.modelfactory.worker.app.starter;

import static io.modelfactory.worker.failure.FailureCode.DATASET_DIGEST_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.DATASET_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_INVALID;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_UNRESOLVED;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.DocumentStore.FailureCodes;
import io.modelfactory.worker.artifact.DocumentStore.PinnedDocument;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.ReadableRows;
import io.modelfactory.worker.dataset.file.DatasetFileFetcher;
import io.modelfactory.worker.dataset.summary.LabelCount;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.DatasetManifest;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds datasets in the store by name, and counts their rows. */
public final class DatasetFinder {
    private static final FailureCodes MANIFEST =
            new FailureCodes(MANIFEST_UNRESOLVED, MANIFEST_INVALID, MANIFEST_IMMUTABILITY_VIOLATION);
    private static final FailureCodes MATERIALIZATION =
            new FailureCodes(DATASET_UNRESOLVED, DATASET_INVALID, DATASET_DIGEST_MISMATCH);
    private static final String ENDING = ".json";
    private static final int MAX_LISTED = 20;

    private final ArtifactStore store;
    private final DocumentStore documents;
    private final Path scratch;
    private final String memoryLimit;
    private final Instant now;

    /**
     * @param scratch an existing folder for this dataset alone, which the caller deletes
     * @param memoryLimit of the rows, as DuckDB writes it, such as {@code 1GB}
     * @param now no event is younger
     */
    public DatasetFinder(ArtifactStore store, JsonSchemas schemas, Path scratch, String memoryLimit, Instant now) {
        this.store = store;
        this.documents = new DocumentStore(store, schemas);
        this.scratch = scratch;
        this.memoryLimit = memoryLimit;
        this.now = now;
    }

    /**
     * @param name the id of a manifest, or a whole reference, which contains a slash
     * @param platformRun under which an id is looked up
     * @throws FailureException {@code MANIFEST_UNRESOLVED} with the datasets that there are, if there is none of this
     *     name or no platform run to look under; {@code MANIFEST_INVALID}, {@code DATASET_…} or
     *     {@code LEAKAGE_GUARD_VIOLATION} as a run of it would fail
     */
    public StarterDataset find(String name, Optional<String> platformRun) {
        String key = name.contains("/") ? store.keyOf(name) : keyOf(name, platformRun);
        PinnedDocument document = documents
                .find(ContractDocument.DATASET_MANIFEST, key, MANIFEST_INVALID)
                .orElseThrow(() -> missing(name, key));
        DatasetManifest manifest = convert(key, document.content(), DatasetManifest.class, MANIFEST.invalid());
        String materializationKey =
                ArtifactKeys.datasetMaterialization(manifest.platformRunId(), manifest.datasetManifestId());
        JsonNode materialization = documents
                .read(ContractDocument.DATASET_MATERIALIZATION, materializationKey, MATERIALIZATION)
                .content();
        List<LabelCount> labels = labels(materializationKey, materialization, manifest);
        return new StarterDataset(
                key,
                manifest,
                convert(materializationKey, materialization, DatasetMaterialization.class, DATASET_INVALID),
                labels.stream().mapToLong(LabelCount::rows).sum(),
                labels.stream()
                        .filter(LabelCount::positive)
                        .mapToLong(LabelCount::rows)
                        .sum());
    }

    private static String keyOf(String name, Optional<String> platformRun) {
        return platformRun
                .map(run -> ArtifactKeys.datasetManifest(run, name))
                .orElseThrow(() -> new FailureException(
                        MANIFEST_UNRESOLVED,
                        name + ": is looked up under a platform run, and the profile requires none; give"
                                + " --platform-run, or the whole reference of the manifest"));
    }

    private FailureException missing(String name, String key) {
        String folder = key.substring(0, key.lastIndexOf('/'));
        List<String> names = store.keysUnder(folder).stream()
                .filter(found -> found.endsWith(ENDING))
                .map(found -> found.substring(folder.length() + 1, found.length() - ENDING.length()))
                .limit(MAX_LISTED)
                .toList();
        return new FailureException(
                MANIFEST_UNRESOLVED,
                name + ": there is no such dataset below " + folder
                        + (names.isEmpty()
                                ? ", and no other; add one by `mf dataset add`"
                                : "; there are " + String.join(", ", names)));
    }

    /** Reads the rows with one of their features only: the checks of values can wait for the run. */
    private List<LabelCount> labels(String key, JsonNode materialization, DatasetManifest manifest) {
        ObjectNode narrow = materialization.deepCopy();
        ObjectNode columns = (ObjectNode) narrow.path("columns");
        JsonNode first = columns.path("features").path(0);
        columns.putArray("features").add(first);
        DatasetFileFetcher files = new DatasetFileFetcher(store);
        return ReadableRows.of(
                        convert(key, narrow, DatasetMaterialization.class, DATASET_INVALID),
                        latest -> manifest,
                        file -> files.localFile(file, scratch),
                        now,
                        scratch,
                        memoryLimit)
                .labels();
    }

    private static <T> T convert(String key, JsonNode document, Class<T> type, FailureCode ifInvalid) {
        try {
            return Json.convert(document, type);
        } catch (JsonProcessingException e) {
            throw new FailureException(ifInvalid, key + ": " + e.getOriginalMessage(), e);
        }
    }
}
