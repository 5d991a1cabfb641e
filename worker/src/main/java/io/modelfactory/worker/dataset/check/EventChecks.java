package io.modelfactory.worker.dataset.check;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.summary.LabelCount;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.dataset.table.SourceFile;
import io.modelfactory.worker.dataset.table.SourceFiles;
import io.modelfactory.worker.resolve.DatasetManifest;
import io.modelfactory.worker.resolve.TrainingProfile.Leakage;
import java.nio.file.Path;
import java.util.List;

/** What is asked of the table {@code events} by itself, before any row has a part. */
public final class EventChecks {
    private final EventColumns columns;
    private final List<SourceFile> files;
    private final List<TimeWindow> windows;
    private final List<DatasetManifest> manifests;
    private final Leakage expected;
    private final Path scratch;

    /** What was found, where nothing is wrong. */
    public record Findings(List<LabelCount> labels, List<LeakageCheck> leakage) {}

    /** @param windows and {@code manifests} by the index of the dataset */
    public EventChecks(
            EventColumns columns,
            List<SourceFile> files,
            List<TimeWindow> windows,
            List<DatasetManifest> manifests,
            Leakage expected,
            Path scratch) {
        this.columns = columns;
        this.files = List.copyOf(files);
        this.windows = List.copyOf(windows);
        this.manifests = List.copyOf(manifests);
        this.expected = expected;
        this.scratch = scratch;
    }

    /** In all. */
    public long rows() {
        return SourceFiles.rows(files);
    }

    /**
     * @throws io.modelfactory.worker.failure.FailureException as
     *     {@link io.modelfactory.worker.dataset.DatasetPreparer#prepare} does for rows
     */
    public Findings run(DuckDb db) {
        new EventValueValidator(db, columns, rows())
                .requireUsableValues(new TimeValidator(db, columns, files, windows, scratch));
        List<LabelCount> labels = new LabelValues(db, columns).requireDeclared();
        LeakageGuard guard = new LeakageGuard(db, columns, manifests);
        return new Findings(labels, guard.checkEvents(expected.expectedLabelRule(), rows()));
    }
}
