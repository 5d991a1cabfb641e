package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainingMemory;
import io.modelfactory.worker.model.LoadedModel;
import io.modelfactory.worker.model.ModelFormat;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.ModelStructure;
import io.modelfactory.worker.progress.ProgressListener;
import java.util.Map;
import java.util.Optional;

/** Gradient boosted trees by XGBoost, for training profiles with {@code algorithm_id: xgboost_hist}. */
public final class XgboostProvider implements TrainerProvider {
    static final String ALGORITHM_ID = "xgboost_hist";

    private static final ModelFormat FORMAT = new ModelFormat("xgboost-ubj", "model.ubj", "xgboost4j");

    /**
     * Native bytes beside each byte of the float matrix, measured: the library keeps of the training part 13 bytes a
     * value if a column is less than a fifth full, 5 if values are missing, else 2.
     */
    private static final double NATIVE_PER_MATRIX = 3.2;

    @Override
    public String algorithmId() {
        return ALGORITHM_ID;
    }

    @Override
    public ModelFormat format() {
        return FORMAT;
    }

    @Override
    public Trainer trainer(int threads) {
        return new XgboostTrainer(threads);
    }

    @Override
    public Trainer trainer(int threads, ProgressListener progress) {
        return new XgboostTrainer(threads, progress);
    }

    @Override
    public ModelScorer load(byte[] content) {
        return XgboostScorer.load(content);
    }

    @Override
    public Optional<ModelStructure> structure(byte[] content) {
        return Optional.of(XgboostScorer.structure(content));
    }

    @Override
    public LoadedModel open(byte[] content) {
        return XgboostScorer.open(content);
    }

    @Override
    public void requireValid(Map<String, JsonNode> hyperParameters) {
        XgboostParameters.of(hyperParameters);
    }

    @Override
    public boolean supportsWeights() {
        return true;
    }

    @Override
    public TrainingMemory estimateMemory(long rows, int columns) {
        double matrix = (double) rows * columns * Float.BYTES;
        return new TrainingMemory(0, (long) (NATIVE_PER_MATRIX * matrix));
    }

    @Override
    public void warmUp() {
        NativeBooster.warmUp();
    }

    @Override
    public String libraryVersion() {
        return XgboostVersion.read();
    }
}
