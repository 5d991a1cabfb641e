package io.modelfactory.worker.dataset;

import io.modelfactory.worker.dataset.check.EventValueValidator;
import io.modelfactory.worker.dataset.check.LabelValues;
import io.modelfactory.worker.dataset.check.LeakageGuard;
import io.modelfactory.worker.dataset.check.TimeValidator;
import io.modelfactory.worker.dataset.check.TimeWindow;
import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.file.DatasetFileVerifier;
import io.modelfactory.worker.dataset.file.VerifiedFile;
import io.modelfactory.worker.dataset.summary.LabelCount;
import io.modelfactory.worker.dataset.table.EpochMicros;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.dataset.table.EventTable;
import io.modelfactory.worker.dataset.table.SourceFile;
import io.modelfactory.worker.dataset.table.SourceFiles;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.resolve.DatasetManifest;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rows of a dataset that passed the checks of a run that need no training profile: of ids, labels, times, values,
 * and of what was not known at decision time.
 *
 * @param labels the rows of each label value, the positive one first
 */
public record ReadableRows(List<LabelCount> labels, DatasetManifest manifest) {

    /**
     * Reads the rows as a run does.
     *
     * @param files gives the absolute path of a file
     * @param manifest makes the manifest, given the latest time of an event or a label, if the rows have times
     * @param now no event is younger
     * @param scratch folder for spilled data, which exists
     * @param memoryLimit as DuckDB writes it, such as {@code 1GB}
     * @throws FailureException {@code DATASET_INVALID}, {@code LEAKAGE_GUARD_VIOLATION} or
     *     {@code DATASET_DIGEST_MISMATCH}, as a run would end in
     */
    public static ReadableRows of(
            DatasetMaterialization materialization,
            Function<Optional<Instant>, DatasetManifest> manifest,
            Function<DataFile, Path> files,
            Instant now,
            Path scratch,
            String memoryLimit) {
        List<DatasetMaterialization> all = List.of(materialization);
        EventColumns declared = EventColumns.commonColumns(all);
        List<VerifiedFile> verified = new DatasetFileVerifier(files).verify(all);
        List<Path> paths = verified.stream().map(VerifiedFile::path).toList();
        int threads = Runtime.getRuntime().availableProcessors();
        try (DuckDb db = DuckDb.open(scratch, threads, memoryLimit, paths)) {
            EventTable table = new EventTable(db, declared, ProgressListener.none());
            List<SourceFile> sources = table.load(verified);
            EventColumns columns = table.columns();
            List<TimeWindow> windows = List.of(TimeWindow.of(materialization, now));
            new EventValueValidator(db, columns, SourceFiles.rows(sources))
                    .requireUsableValues(new TimeValidator(db, columns, sources, windows, scratch));
            List<LabelCount> labels = new LabelValues(db, columns).requireDeclared();
            DatasetManifest made = manifest.apply(latestTime(db));
            TimeWindow.requireLabelsLookedUp(made, materialization, now);
            new LeakageGuard(db, columns, List.of(made))
                    .checkEvents(made.labelBasis().resolutionRule(), SourceFiles.rows(sources));
            return new ReadableRows(labels, made);
        }
    }

    private static Optional<Instant> latestTime(DuckDb db) {
        return db.query(
                        "SELECT greatest(max(event_time), max(label_observed_time)) FROM events",
                        row -> Optional.ofNullable(row.getObject(1)))
                .get(0)
                .map(micros -> EpochMicros.toInstant(((Number) micros).longValue()));
    }
}
