package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainingCluster;
import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.algorithm.TrainingMemory;
import io.modelfactory.worker.algorithm.TrainingRows;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LoadedModel;
import io.modelfactory.worker.model.ModelFormat;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.ModelStructure;
import io.modelfactory.worker.progress.ProgressListener;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gradient boosted trees by XGBoost whose bytes do not depend on where the rows lie, for training profiles with
 * {@code algorithm_id: xgboost_hist_pinned}.
 */
public final class PinnedXgboostProvider implements TrainerProvider {
    static final String ALGORITHM_ID = "xgboost_hist_pinned";

    /**
     * Native bytes beside each byte of the float matrix, measured at its worst: 30 columns of which a fifth of the
     * values is missing peaked at 531 MB for a million rows in memory and at 938 MB for two, heap and all; without
     * missing values at 486 MB, and at 1,027 MB for three million.
     */
    private static final double NATIVE_PER_MATRIX = 2.5;
    /** The columns that are sorted together while bins are chosen, and the keys that the sample is chosen by. */
    private static final long HEAP_PER_SAMPLED_ROW = 50;

    private static final long SAMPLED_ROWS = 1_000_000;
    /** Its place in the order that rows are trained in, and label, weight and event key in that order. */
    private static final long HEAP_PER_GROUPED_ROW = 20;

    /**
     * Margins, the library's gradients and places of the rows, measured from disk with a full heap: outside of it
     * processes grew by 115 MB while they trained on two million rows of 30 columns, by 215 MB on four.
     */
    private static final long DISK_NATIVE_PER_TRAINED_ROW = 50;

    /** Labels and margins: with three million such rows besides, one million took 91 MB. */
    private static final long DISK_NATIVE_PER_WATCHED_ROW = 12;

    private static final long PAGE_BYTES = 16L << 20;
    private static final long PAGES_AT_WORK = 4;

    private final XgboostProvider library = new XgboostProvider();

    @Override
    public String algorithmId() {
        return ALGORITHM_ID;
    }

    @Override
    public ModelFormat format() {
        return library.format();
    }

    @Override
    public Trainer trainer(int threads) {
        return trainer(threads, ProgressListener.none());
    }

    @Override
    public Trainer trainer(int threads, ProgressListener progress) {
        return new PinnedTrainer(MatrixFactory.inMemory(threads), progress);
    }

    @Override
    public Set<TrainingExecutor> executors() {
        return EnumSet.allOf(TrainingExecutor.class);
    }

    @Override
    public Trainer diskTrainer(int threads, Path folder, ProgressListener progress) {
        return new PinnedTrainer(MatrixFactory.onDisk(threads, folder), progress);
    }

    @Override
    public Trainer clusterTrainer(TrainingCluster cluster, ProgressListener progress) {
        return new PinnedTrainer(new ClusterGrower(cluster, progress));
    }

    @Override
    public Optional<ModelStructure> structure(byte[] content) {
        return library.structure(content);
    }

    @Override
    public LoadedModel open(byte[] content) {
        return library.open(content);
    }

    @Override
    public ModelScorer load(byte[] content) {
        return library.load(content);
    }

    @Override
    public void requireValid(Map<String, JsonNode> hyperParameters) {
        PinnedParameters.of(hyperParameters);
    }

    @Override
    public void requireFeatures(Map<String, JsonNode> hyperParameters, Map<String, FeatureType> features) {
        PinnedParameters.of(hyperParameters).constraints().requireMeaningful(features);
    }

    @Override
    public boolean supportsWeights() {
        return true;
    }

    @Override
    public boolean needsEventKeys(long rows, Map<String, JsonNode> hyperParameters) {
        PinnedParameters parameters = PinnedParameters.of(hyperParameters);
        return parameters.numbers().subsample() < 1 || rows > parameters.cutSampleRows();
    }

    @Override
    public TrainingMemory estimateMemory(long rows, int columns) {
        double matrix = (double) rows * columns * Float.BYTES;
        return new TrainingMemory(
                HEAP_PER_SAMPLED_ROW * Math.min(rows, SAMPLED_ROWS) + HEAP_PER_GROUPED_ROW * rows,
                (long) (NATIVE_PER_MATRIX * matrix));
    }

    @Override
    public TrainingMemory estimateDiskMemory(TrainingRows rows, int columns) {
        long page = Math.min(PAGE_BYTES, rows.all() * columns * Float.BYTES);
        return new TrainingMemory(
                HEAP_PER_SAMPLED_ROW * Math.min(rows.trained(), SAMPLED_ROWS) + page,
                DISK_NATIVE_PER_TRAINED_ROW * rows.trained()
                        + DISK_NATIVE_PER_WATCHED_ROW * rows.watched()
                        + PAGES_AT_WORK * page);
    }

    @Override
    public void warmUp() {
        library.warmUp();
    }

    @Override
    public String libraryVersion() {
        return library.libraryVersion();
    }
}
