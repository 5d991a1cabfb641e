package io.modelfactory.worker.bench;

import io.modelfactory.worker.artifact.folder.FolderTree;
import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.encoding.EncodedRows;
import io.modelfactory.worker.dataset.encoding.MatrixSettings;
import io.modelfactory.worker.dataset.file.DatasetFileVerifier;
import io.modelfactory.worker.dataset.file.VerifiedFile;
import io.modelfactory.worker.dataset.split.HoldoutViews;
import io.modelfactory.worker.dataset.split.PlacedRows;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.dataset.table.EventTable;
import io.modelfactory.worker.dataset.table.SourceFile;
import io.modelfactory.worker.dataset.table.SourceFiles;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.ResolvedDataset;
import io.modelfactory.worker.resolve.TrainingProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The preparation of rows as the worker has it, without its checks: files are digested, read and stored, rows put in
 * order, split and encoded by the same classes, but no id, time, label, entity or row is looked at, no feature by
 * itself, and nothing is described.
 *
 * @param scratch folder for folders of each preparation
 * @param memoryLimit of the database, as DuckDB writes it
 */
record UncheckedRows(Path scratch, int threads, String memoryLimit) {

    void prepare(List<ResolvedDataset> datasets, Function<DataFile, Path> files, TrainingProfile profile)
            throws IOException {
        List<DatasetMaterialization> materializations =
                datasets.stream().map(ResolvedDataset::materialization).toList();
        Path folder = Files.createTempDirectory(scratch, "unchecked-");
        List<VerifiedFile> verified = new DatasetFileVerifier(files).verify(materializations);
        List<Path> paths = verified.stream().map(VerifiedFile::path).toList();
        HoldoutViews none = HoldoutViews.none();
        try (DuckDb db = DuckDb.open(folder, threads, memoryLimit, paths)) {
            EventTable table =
                    new EventTable(db, EventColumns.commonColumns(materializations), ProgressListener.none());
            List<SourceFile> sources = table.load(verified);
            EventColumns columns = table.columns();
            PlacedRows placed = PlacedRows.of(db, columns, SourceFiles.rows(sources), profile, Optional.empty());
            EncodedRows.of(db, columns, profile, none, placed.split(), MatrixSettings.DEFAULT);
        } finally {
            FolderTree.delete(folder);
        }
    }
}
