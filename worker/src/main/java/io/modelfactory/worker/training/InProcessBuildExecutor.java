package io.modelfactory.worker.training;

import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.dataset.DatasetPreparer;
import io.modelfactory.worker.dataset.duckdb.KeptDatabase;
import io.modelfactory.worker.dataset.encoding.MatrixSettings;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.ColumnStore;
import io.modelfactory.worker.progress.ProgressListener;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Builds in this process, at once and to the end: for a process that has no other work. */
public final class InProcessBuildExecutor implements BuildExecutor {
    private static final long VALUES_FOR_THREADS = 1 << 16;

    private final TrainerRegistry algorithms;
    private final Path scratch;
    private final int threads;
    private final DatabaseMemory databaseMemory;
    private final Optional<ClusterFactory> clusters;
    private final Optional<KeptDatabase> database;

    /**
     * @param scratch folder for what need not last; each build cleans up after itself
     * @param threads of one build; a small one is trained on a single thread
     * @param memoryLimit of the rows outside of the heap, such as {@code 1GB}, or {@link DatabaseMemory#GROWING}
     */
    public InProcessBuildExecutor(TrainerRegistry algorithms, Path scratch, int threads, String memoryLimit) {
        this(algorithms, scratch, threads, memoryLimit, Optional.empty(), Optional.empty());
    }

    /**
     * @param clusters for builds that are given to one
     * @param database kept for small builds; without it each build opens one of its own
     */
    public InProcessBuildExecutor(
            TrainerRegistry algorithms,
            Path scratch,
            int threads,
            String memoryLimit,
            Optional<ClusterFactory> clusters,
            Optional<KeptDatabase> database) {
        this.clusters = clusters;
        this.database = database;
        this.algorithms = algorithms;
        this.scratch = scratch;
        this.threads = threads;
        this.databaseMemory = DatabaseMemory.of(memoryLimit);
    }

    /** Loads the native libraries, so that the first build need not. */
    public void warmUp() {
        database.ifPresentOrElse(KeptDatabase::warmUp, DatasetPreparer::warmUp);
        algorithms.providers().forEach(TrainerProvider::warmUp);
    }

    @Override
    public BuildExecution start(BuildSpec spec, BooleanSupplier wanted, ProgressListener progress) {
        return start(spec, TrainingExecutor.MEMORY, wanted, progress);
    }

    @Override
    public BuildExecution start(
            BuildSpec spec, TrainingExecutor executor, BooleanSupplier wanted, ProgressListener progress) {
        TrainerProvider algorithm = algorithms.provider(spec.profile().algorithmId());
        // What cannot be trained is refused before anything is.
        spec.championRecipe()
                .ifPresent(recipe -> executorOfRecipe(algorithms.provider(recipe.algorithmId()), executor));
        TemporaryFolder folder = TemporaryFolder.create(scratch, "rows-");
        MatrixSettings matrices = new MatrixSettings(
                algorithm.needsEventKeys(spec.rows(), spec.profile().hyperParameters())
                        || spec.championRecipe()
                                .filter(recipe -> algorithms
                                        .provider(recipe.algorithmId())
                                        .needsEventKeys(spec.rows(), recipe.hyperParameters()))
                                .isPresent(),
                executor == TrainingExecutor.MEMORY ? ColumnStore.HEAP : ColumnStore.inFolder(folder.path()));
        DatasetPreparer datasets = new DatasetPreparer(
                folder.path(), threads, memoryLimit(spec, algorithm, executor), progress, matrices, database);
        Function<TrainerProvider, Trainer> trainers =
                any -> trainer(any, executorOfRecipe(any, executor), spec, folder.path(), ProgressListener.none());
        Trainer trainer = trainer(algorithm, executor, spec, folder.path(), progress);
        return new InProcessBuildExecution(spec, folder, datasets, algorithm, trainer, algorithms, trainers);
    }

    /** Rows that lie in files do so in the database too, which reads what it has no room for again. */
    private String memoryLimit(BuildSpec spec, TrainerProvider algorithm, TrainingExecutor executor) {
        return executor == TrainingExecutor.MEMORY
                ? databaseMemory.beside(algorithm.estimateMemory(spec.rows(), spec.columns()))
                : databaseMemory.least();
    }

    private Trainer trainer(
            TrainerProvider algorithm,
            TrainingExecutor executor,
            BuildSpec spec,
            Path folder,
            ProgressListener progress) {
        return switch (executor) {
            case MEMORY -> algorithm.trainer(trainingThreads(spec), progress);
            case DISK -> algorithm.diskTrainer(trainingThreads(spec), folder, progress);
            case SPARK -> algorithm.clusterTrainer(clusters.orElseThrow().of(spec, folder), progress);
        };
    }

    /**
     * Of little work a second thread takes over less than it costs to wait for it at each step of each tree. It changes
     * no bit of a model.
     */
    private int trainingThreads(BuildSpec spec) {
        return spec.rows() * spec.columns() < VALUES_FOR_THREADS ? 1 : threads;
    }

    /** A recipe that does not train on the cluster trains here, from the same rows. */
    private static TrainingExecutor executorOfRecipe(TrainerProvider algorithm, TrainingExecutor ofBuild) {
        if (ofBuild == TrainingExecutor.MEMORY || algorithm.executors().contains(ofBuild)) {
            return ofBuild;
        }
        requireDisk(algorithm);
        return TrainingExecutor.DISK;
    }

    /** Rows that lie in files are of no use to an algorithm that takes arrays. */
    private static void requireDisk(TrainerProvider algorithm) {
        if (!algorithm.executors().contains(TrainingExecutor.DISK)) {
            throw new FailureException(
                    FailureCode.GOVERNANCE_PROFILE_INVALID,
                    "backtest: the champion's " + algorithm.algorithmId()
                            + " does not train from disk, where the candidate's rows are; give the build more memory or"
                            + " compare without a backtest");
        }
    }
}
