package io.modelfactory.worker.dataset.registration;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.dataset.ReadableRows;
import io.modelfactory.worker.dataset.inspection.FileInspection;
import io.modelfactory.worker.dataset.summary.LabelCount;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.DatasetManifest;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.EventIdKind;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.DatasetMaterialization.Format;
import io.modelfactory.worker.resolve.FeatureDefinitionSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Manifest and materialization of a dataset that comes from files. */
final class RegistrationDocuments {
    private static final String MANIFEST_SCHEMA = "learning.dataset_manifest.v0";
    private static final String MATERIALIZATION_SCHEMA = "learning.dataset_materialization.v0";
    private static final String BUILDER = "mf dataset add";
    private static final String LABEL_RULE = "observed_time<=label_asof_utc";

    /** The id of documents that are checked and not yet written. */
    private static final String UNNAMED = "unnamed";

    private static final int ID_CHARS = 16;

    private final DatasetDeclaration declaration;
    private final FileInspection file;
    private final List<DataFile> parts;
    private final Columns columns;

    /** @param parts named by their file names, which become keys below the dataset's folder */
    RegistrationDocuments(DatasetDeclaration declaration, InspectedFiles files, List<DataFile> parts) {
        this.declaration = declaration;
        this.file = files.first();
        this.parts = List.copyOf(parts);
        this.columns = columns(new FeatureSelection(files, declaration).features());
    }

    /** The documents of a dataset as they are written. */
    record Finished(DatasetManifest manifest, DatasetMaterialization materialization, List<LabelCount> labels) {}

    private Columns columns(List<Feature> features) {
        DatasetDeclaration.ColumnRoles roles = declaration.roles();
        return new Columns(
                roles.id().orElse(ContentIds.COLUMN),
                roles.time(),
                roles.timeFormat(),
                roles.label(),
                roles.labelTime(),
                roles.labelTimeFormat(),
                roles.positive(),
                roles.negative(),
                roles.entity(),
                roles.amount(),
                roles.weight(),
                roles.samplingRate(),
                features);
    }

    /** As its rows are checked. */
    DatasetMaterialization materialization() {
        return materialization(UNNAMED, UNNAMED, parts, columns);
    }

    private DatasetMaterialization materialization(
            String id, String fingerprint, List<DataFile> files, Columns declared) {
        return new DatasetMaterialization(
                MATERIALIZATION_SCHEMA,
                id,
                fingerprint,
                declaration.platformRunId(),
                file.format(),
                files,
                files.stream().mapToLong(DataFile::rows).sum(),
                declared,
                declaration.roles().id().isPresent() ? Optional.empty() : Optional.of(EventIdKind.CONTENT),
                Optional.empty(),
                Optional.of(declaration.missing()).filter(marks -> !marks.isEmpty()),
                Optional.of(file.csv()).filter(csv -> file.format() == Format.CSV && !csv.equals(CsvDialect.DEFAULT)));
    }

    /**
     * @param latest time in the rows
     * @throws FailureException {@code DATASET_INVALID} if neither the declaration nor the rows say when the labels were
     *     looked up
     */
    DatasetManifest manifest(Optional<Instant> latest) {
        Instant labelAsOf = declaration
                .labelAsOf()
                .or(() -> latest)
                .orElseThrow(() -> new FailureException(
                        DATASET_INVALID, "no row has a time; say by --label-asof when the labels were looked up"));
        return manifest(UNNAMED, UNNAMED, labelAsOf);
    }

    private DatasetManifest manifest(String id, String fingerprint, Instant labelAsOf) {
        List<DatasetManifest.ReplayBasis> basis = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            basis.add(new DatasetManifest.ReplayBasis(
                    "file", i, "row_number", "0", String.valueOf(parts.get(i).rows())));
        }
        return new DatasetManifest(
                MANIFEST_SCHEMA,
                id,
                fingerprint,
                declaration.platformRunId(),
                Optional.empty(),
                basis,
                new DatasetManifest.LabelBasis(
                        labelAsOf.atOffset(ZoneOffset.UTC), LABEL_RULE, declaration.maturityDays()),
                featureSet(),
                new DatasetManifest.Provenance(BUILDER, "added by " + declaration.principal(), Optional.empty()));
    }

    /** Files with the same features have the same feature set, so that one training profile fits them all. */
    private FeatureDefinitionSet featureSet() {
        String digest = Sha256.hex(CanonicalJson.bytes(Json.tree(columns.features())));
        return new FeatureDefinitionSet(
                declaration.featureSet().orElse("file_" + digest.substring(0, ID_CHARS)),
                "v-" + digest.substring(0, 12));
    }

    /** @param rows that passed the checks; the other label that they have is declared from now on */
    Finished finished(ReadableRows rows) {
        Columns declared = columns.negativeLabel().isPresent()
                ? columns
                : rows.labels().stream()
                        .filter(label -> !label.positive())
                        .findFirst()
                        .map(label -> columns.withNegativeLabel(label.value()))
                        .orElse(columns);
        String fingerprint = digest(Json.tree(materialization(UNNAMED, UNNAMED, parts, declared)));
        Instant labelAsOf = rows.manifest().labelBasis().labelAsofUtc().toInstant();
        String id = declaration
                .name()
                .orElseGet(() -> "ds_"
                        + digest(Json.tree(manifest(UNNAMED, fingerprint, labelAsOf)))
                                .substring(0, ID_CHARS));
        List<DataFile> files = parts.stream()
                .map(part -> new DataFile(
                        ArtifactKeys.datasetFile(declaration.platformRunId(), id, part.ref()),
                        part.sha256(),
                        part.bytes(),
                        part.rows()))
                .toList();
        return new Finished(
                manifest(id, fingerprint, labelAsOf), materialization(id, fingerprint, files, declared), rows.labels());
    }

    private static String digest(JsonNode document) {
        return Sha256.hex(CanonicalJson.bytes(document));
    }
}
