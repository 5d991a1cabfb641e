package io.modelfactory.worker.dataset;

import io.modelfactory.worker.background.ConcurrentTask;
import io.modelfactory.worker.dataset.check.DatasetConsistency;
import io.modelfactory.worker.dataset.check.EventChecks;
import io.modelfactory.worker.dataset.check.FeatureContent;
import io.modelfactory.worker.dataset.check.LeakageCheck;
import io.modelfactory.worker.dataset.check.LeakageGuard;
import io.modelfactory.worker.dataset.check.SingleFeatureSeparation;
import io.modelfactory.worker.dataset.check.TimeWindow;
import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.KeptDatabase;
import io.modelfactory.worker.dataset.encoding.EncodedRows;
import io.modelfactory.worker.dataset.encoding.HeldOutCategories;
import io.modelfactory.worker.dataset.encoding.MatrixReader;
import io.modelfactory.worker.dataset.encoding.MatrixSettings;
import io.modelfactory.worker.dataset.file.DatasetFileFetcher;
import io.modelfactory.worker.dataset.split.BacktestSlot;
import io.modelfactory.worker.dataset.split.ChampionRows;
import io.modelfactory.worker.dataset.split.HoldoutViews;
import io.modelfactory.worker.dataset.split.PlacedRows;
import io.modelfactory.worker.dataset.split.SplitPart;
import io.modelfactory.worker.dataset.split.SplitSummary;
import io.modelfactory.worker.dataset.summary.DataSummary;
import io.modelfactory.worker.dataset.summary.FeatureDistribution;
import io.modelfactory.worker.dataset.summary.RoleSummary;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.dataset.table.EventTable;
import io.modelfactory.worker.dataset.table.SourceFile;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.resolve.DatasetManifest;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.ResolvedDataset;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns the files of resolved datasets into matrices. The result depends on the rows, the profile and the seed alone:
 * not on how rows are spread over files, nor on their order, nor on the number of threads.
 */
public final class DatasetPreparer {
    private final PreparationDatabase.Settings databases;
    private final ProgressListener progress;
    private final MatrixSettings matrixSettings;

    /**
     * @param scratch folder for spilled data; each preparation cleans up after itself
     * @param memoryLimit of the rows outside of the heap, as DuckDB writes it ({@code 2GB}); beyond it they are
     *     spilled. The matrices are on the heap: 4 bytes a value
     */
    public DatasetPreparer(Path scratch, int threads, String memoryLimit) {
        this(scratch, threads, memoryLimit, ProgressListener.none(), MatrixSettings.DEFAULT, Optional.empty());
    }

    /**
     * @param progress told how many rows are read
     * @param kept for small preparations; without it each opens a database of its own
     */
    public DatasetPreparer(
            Path scratch,
            int threads,
            String memoryLimit,
            ProgressListener progress,
            MatrixSettings matrixSettings,
            Optional<KeptDatabase> kept) {
        this.databases = new PreparationDatabase.Settings(
                scratch, threads, memoryLimit, matrixSettings.columns().inFiles(), kept);
        this.progress = progress;
        this.matrixSettings = matrixSettings;
    }

    /**
     * @param datasets of one plan; their rows are put together
     * @param files gives the absolute path of a file when it is about to be read, such as {@link DatasetFileFetcher}
     * @param startedAt pinned start of the run; no event is younger
     * @param views further encodings of the test rows: of the champion and of the slices
     * @throws FailureException {@code FEATURE_SCHEMA_INCOMPATIBLE} or {@code GOVERNANCE_PROFILE_INVALID} if they cannot
     *     be read like that, {@code DATASET_DIGEST_MISMATCH} if the bytes of a file are not the pinned ones,
     *     {@code DATASET_INVALID} if its rows cannot be used, {@code LEAKAGE_GUARD_VIOLATION} with counts and examples
     *     if they contain what is not known at decision time
     * @throws TransientFaultException if the disk fails
     * @throws io.modelfactory.worker.failure.AttemptFailedException if the rows take more memory than they may
     */
    public PreparedDataset prepare(
            List<ResolvedDataset> datasets,
            Function<DataFile, Path> files,
            TrainingProfile profile,
            Instant startedAt,
            HoldoutViews views) {
        return prepare(datasets, files, profile, startedAt, views, Optional.empty());
    }

    /**
     * The same, of a window of a backtest.
     *
     * @param slot of which the parts are taken, in the order of time, instead of those of all rows
     */
    public PreparedDataset prepare(
            List<ResolvedDataset> datasets,
            Function<DataFile, Path> files,
            TrainingProfile profile,
            Instant startedAt,
            HoldoutViews views,
            Optional<BacktestSlot> slot) {
        EventColumns declared = DatasetConsistency.requireUsable(datasets, profile, views);
        datasets.forEach(
                dataset -> TimeWindow.requireLabelsLookedUp(dataset.manifest(), dataset.materialization(), startedAt));
        List<DatasetMaterialization> materializations =
                datasets.stream().map(ResolvedDataset::materialization).toList();
        try (PreparationDatabase database = databases.open(materializations, files)) {
            DuckDb db = database.db();
            EventTable table = new EventTable(db, declared, progress);
            List<SourceFile> sources = table.load(database.files());
            EventColumns columns = table.columns();
            List<TimeWindow> windows = materializations.stream()
                    .map(materialization -> TimeWindow.of(materialization, startedAt))
                    .toList();
            List<DatasetManifest> manifests =
                    datasets.stream().map(ResolvedDataset::manifest).toList();
            EventChecks events =
                    new EventChecks(columns, sources, windows, manifests, profile.leakage(), database.folder());
            PreparedDataset prepared =
                    prepare(db, columns, events, new LeakageGuard(db, columns, manifests), profile, views, slot);
            db.complete();
            return prepared;
        } catch (UncheckedIOException e) {
            throw new TransientFaultException("the scratch folder cannot hold the rows", e);
        }
    }

    /**
     * Refuses what the declarations alone show to be unusable; reads no file.
     *
     * @throws FailureException as {@link #prepare} does for declarations
     */
    public static void requireUsableDeclarations(
            List<ResolvedDataset> datasets, TrainingProfile profile, HoldoutViews views) {
        DatasetConsistency.requireUsable(datasets, profile, views);
    }

    /** Loads the native code, which takes a while the first time. */
    public static void warmUp() {
        DuckDb.warmUp();
    }

    private PreparedDataset prepare(
            DuckDb db,
            EventColumns columns,
            EventChecks events,
            LeakageGuard guard,
            TrainingProfile profile,
            HoldoutViews views,
            Optional<BacktestSlot> slot) {
        return db.beside(
                events::run,
                () -> PlacedRows.of(db, columns, events.rows(), profile, slot),
                (found, placed) -> prepare(db, columns, found, placed, guard, profile, views));
    }

    private PreparedDataset prepare(
            DuckDb db,
            EventColumns columns,
            EventChecks.Findings found,
            PlacedRows placed,
            LeakageGuard guard,
            TrainingProfile profile,
            HoldoutViews views) {
        SplitSummary split = placed.split();
        List<LeakageCheck> checks = new ArrayList<>(found.leakage());
        if (profile.splitStrategy() == SplitStrategy.TIME_BASED) {
            checks.addAll(guard.checkTimeSplit(split, SplitSummary.fittedOn(profile)));
        }
        split.requireUsable(profile, columns.positiveLabel(), placed.timeCuts());
        return db.beside(
                reading -> new FeatureContent(reading, columns, split)
                        .requirePlausible(found.labels(), profile.plausibility().identicalRowsBound()),
                () -> EncodedRows.of(db, columns, profile, views, split, matrixSettings),
                (summary, rows) -> prepared(db, columns, placed, checks, summary, rows, profile, views));
    }

    private static PreparedDataset prepared(
            DuckDb db,
            EventColumns columns,
            PlacedRows placed,
            List<LeakageCheck> checks,
            DataSummary summary,
            EncodedRows rows,
            TrainingProfile profile,
            HoldoutViews views) {
        MatrixReader matrices = rows.matrices();
        EventRoles testRoles = rows.roles(SplitPart.TEST);
        // Before categories are held out, which takes values from rows that have them.
        List<FeatureDistribution> distributions = ConcurrentTask.beside(
                "feature-distributions",
                () -> FeatureDistribution.of(
                        rows.features(),
                        matrices.matrix(SplitPart.TRAIN).features(),
                        matrices.matrix(SplitPart.TEST).features()),
                () -> LeakageGuard.checkSingleFeatures(
                        separation(profile, matrices), rows.features(), profile.leakage()),
                (distributed, separated) -> {
                    checks.addAll(separated);
                    return distributed;
                });
        List<EncodedFeature> features = new HeldOutCategories(
                        matrices.matrix(SplitPart.TRAIN).features(), profile.encoding())
                .holdOut(rows.features());
        return new PreparedDataset(
                features,
                rows.train(),
                matrices.matrix(SplitPart.VALIDATION),
                matrices.matrix(SplitPart.TEST),
                rows.championTest(),
                rows.championTest()
                        .map(any -> new ChampionRows(db, columns, profile.split()).unseen(views.championSplit())),
                rows.slices(),
                placed.document(profile, columns),
                checks,
                summary.with(distributions, RoleSummary.of(db, columns, rows.weights(), testRoles)),
                rows.roles(SplitPart.VALIDATION),
                testRoles);
    }

    private static SingleFeatureSeparation separation(TrainingProfile profile, MatrixReader matrices) {
        return new SingleFeatureSeparation(
                matrices.matrix(SplitPart.TRAIN),
                profile.leakage().singleFeatureBound(),
                matrices.matrix(SplitPart.VALIDATION),
                matrices.matrix(SplitPart.TEST));
    }
}
