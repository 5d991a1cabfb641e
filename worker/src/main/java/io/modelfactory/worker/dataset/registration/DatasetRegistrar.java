package io.modelfactory.worker.dataset.registration;

import static io.modelfactory.worker.failure.FailureCode.DATASET_DIGEST_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_INVALID;

import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.dataset.ReadableRows;
import io.modelfactory.worker.dataset.inspection.FileInspection;
import io.modelfactory.worker.dataset.inspection.FileInspection.ColumnInspection;
import io.modelfactory.worker.dataset.inspection.FileInspector;
import io.modelfactory.worker.dataset.inspection.OpenQuestion;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Adds datasets to the store. Nothing is written before all rows have passed the checks of a run; the manifest, which
 * makes the dataset visible, comes last. The same files and declaration add nothing twice.
 */
public final class DatasetRegistrar {
    private final ArtifactStore store;
    private final DocumentStore documents;
    private final Path scratch;
    private final String memoryLimit;
    private final Instant now;
    private final Consumer<String> progress;

    /**
     * @param scratch an existing folder for this dataset alone, which the caller deletes
     * @param memoryLimit of the rows, as DuckDB writes it, such as {@code 1GB}
     * @param now no event is younger
     * @param progress takes a line for each step that may take long
     */
    public DatasetRegistrar(
            ArtifactStore store,
            JsonSchemas schemas,
            Path scratch,
            String memoryLimit,
            Instant now,
            Consumer<String> progress) {
        this.store = store;
        this.documents = new DocumentStore(store, schemas);
        this.scratch = scratch;
        this.memoryLimit = memoryLimit;
        this.now = now;
        this.progress = progress;
    }

    /**
     * Looks at all files.
     *
     * @param files local files of one format, written alike
     * @param given what is known of how CSV is written; the rest is found
     * @param missing texts that mean "no value", beside the empty text
     * @throws OpenQuestionsException if it can be read in more than one way
     * @throws FailureException {@code DATASET_INVALID} if a file cannot be read, or is not written as the first one
     * @throws TransientFaultException if the disk fails
     */
    public InspectedFiles inspect(List<Path> files, CsvDialect given, List<String> missing) {
        FileInspector inspector = new FileInspector(scratch, memoryLimit, missing);
        List<FileInspection> inspections = new ArrayList<>();
        for (Path file : files) {
            progress.accept("looking at " + file.getFileName());
            FileInspection inspection = inspector.inspect(file, given);
            if (!inspection.open().isEmpty()) {
                throw new OpenQuestionsException(inspection.file(), inspection.open());
            }
            if (!inspections.isEmpty()) {
                requireAlike(inspections.get(0), inspection);
            }
            inspections.add(inspection);
        }
        return new InspectedFiles(files, inspections);
    }

    /**
     * @param found by {@link #inspect} with the missing marks of the declaration
     * @throws OpenQuestionsException if the declaration leaves something open
     * @throws FailureException {@code DATASET_INVALID} or {@code LEAKAGE_GUARD_VIOLATION} if a run would refuse them;
     *     {@code MANIFEST_IMMUTABILITY_VIOLATION} if the name is another dataset's
     * @throws TransientFaultException if disk or store fail
     */
    public RegisteredDataset register(InspectedFiles found, DatasetDeclaration declaration) {
        FileInspection first = found.first();
        if (found.rows() == 0) {
            throw new FailureException(DATASET_INVALID, found.name() + ": has no rows");
        }
        requireNothingOpen(found, declaration);
        try {
            InspectedFiles files = found;
            if (declaration.roles().id().isEmpty()) {
                progress.accept("numbering " + found.rows() + " rows by their content");
                Path numbered = numbered(found.files(), first, declaration);
                FileInspector inspector = new FileInspector(scratch, memoryLimit, declaration.missing());
                files = new InspectedFiles(
                        List.of(numbered),
                        List.of(inspector.inspectOwn(numbered, first.format(), CsvDialect.withDecimal(first.csv()))));
            }
            return registerIdentified(files, declaration);
        } catch (IOException e) {
            throw new TransientFaultException("cannot read or write a file: " + e.getMessage(), e);
        }
    }

    /** Asked before rows are numbered, which takes long: all that is open at once. */
    private static void requireNothingOpen(InspectedFiles files, DatasetDeclaration declaration) {
        List<OpenQuestion> open = new ArrayList<>(new FeatureSelection(files, declaration).open());
        // A column that turns out to have times says when the labels were looked up.
        if (open.stream().noneMatch(question -> question.mayGive("--time"))) {
            declaration.openLabelTime().ifPresent(open::add);
        }
        if (!open.isEmpty()) {
            throw new OpenQuestionsException(files.name(), open);
        }
    }

    private static void requireAlike(FileInspection first, FileInspection other) {
        List<String> expected =
                first.columns().stream().map(ColumnInspection::name).toList();
        List<String> found =
                other.columns().stream().map(ColumnInspection::name).toList();
        if (first.format() != other.format() || !first.csv().equals(other.csv()) || !expected.equals(found)) {
            throw new FailureException(
                    DATASET_INVALID,
                    other.file() + ": is not written as " + first.file()
                            + ": format, CSV dialect, and names and order of the columns must be the same");
        }
    }

    private Path numbered(List<Path> files, FileInspection first, DatasetDeclaration declaration) throws IOException {
        Path target =
                scratch.resolve(first.format() == DatasetMaterialization.Format.CSV ? "rows.csv" : "rows.parquet");
        ContentIds.add(files, first, declaration.missing(), target, scratch, memoryLimit);
        return target;
    }

    private RegisteredDataset registerIdentified(InspectedFiles found, DatasetDeclaration declaration)
            throws IOException {
        List<DataFile> pinned = new ArrayList<>();
        Map<String, Path> local = new HashMap<>();
        for (int i = 0; i < found.files().size(); i++) {
            Path file = found.files().get(i);
            progress.accept("digesting " + file.getFileName());
            FileInspection inspection = found.inspections().get(i);
            String ref = partName(i, inspection);
            pinned.add(new DataFile(ref, Sha256.hex(file), Files.size(file), inspection.rows()));
            local.put(ref, file);
        }
        RegistrationDocuments builder = new RegistrationDocuments(declaration, found, pinned);
        progress.accept("checking " + found.rows() + " rows as a run will");
        ReadableRows rows = ReadableRows.of(
                builder.materialization(),
                builder::manifest,
                file -> Optional.ofNullable(local.get(file.ref())).orElseThrow(),
                now,
                scratch,
                memoryLimit);
        return write(builder.finished(rows), local);
    }

    private static String partName(int index, FileInspection file) {
        return "part-%05d".formatted(index)
                + switch (file.format()) {
                    case PARQUET -> ".parquet";
                    case CSV ->
                        switch (file.csv().compressionOf(file.file())) {
                            case NONE -> ".csv";
                            case GZIP -> ".csv.gz";
                            case ZSTD -> ".csv.zst";
                        };
                };
    }

    private RegisteredDataset write(RegistrationDocuments.Finished dataset, Map<String, Path> local) {
        DatasetMaterialization materialization = dataset.materialization();
        String run = materialization.platformRunId();
        String id = materialization.datasetManifestId();
        String manifestKey = ArtifactKeys.datasetManifest(run, id);
        boolean alreadyThere = store.size(manifestKey).isPresent();
        for (DataFile file : materialization.files()) {
            String name = file.ref().substring(file.ref().lastIndexOf('/') + 1);
            progress.accept("copying " + name + ", " + file.bytes() + " bytes");
            store.writeFile(
                    file.ref(),
                    Optional.ofNullable(local.get(name)).orElseThrow(),
                    DATASET_DIGEST_MISMATCH,
                    new CopyProgress(name, file.bytes(), progress));
        }
        documents.write(
                ContractDocument.DATASET_MATERIALIZATION,
                ArtifactKeys.datasetMaterialization(run, id),
                Json.tree(materialization),
                DATASET_INVALID,
                DATASET_DIGEST_MISMATCH);
        documents.write(
                ContractDocument.DATASET_MANIFEST,
                manifestKey,
                Json.tree(dataset.manifest()),
                MANIFEST_INVALID,
                MANIFEST_IMMUTABILITY_VIOLATION);
        return new RegisteredDataset(manifestKey, dataset.manifest(), materialization, dataset.labels(), alreadyThere);
    }
}
