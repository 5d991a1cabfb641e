package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.algorithm.TrainingMemory;
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
    public Optional<ModelStructure> structure(byte[] content) {
        return library.structure(content);
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
        return library.estimateMemory(rows, columns);
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
