package io.modelfactory.worker.algorithm.logistic;

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
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Logistic regression, for training profiles with {@code algorithm_id: logistic_regression}. */
public final class LogisticProvider implements TrainerProvider {
    private static final ModelFormat FORMAT = new ModelFormat("logistic-json", "model.json", "logistic-regression");
    /** Of what is computed here; raised whenever the same rows would give another model. */
    private static final String VERSION = "1.2";

    /** Row numbers, weights, probabilities and curvatures of the rows. */
    private static final long BYTES_PER_ROW = Integer.BYTES + 3L * Double.BYTES;

    @Override
    public String algorithmId() {
        return "logistic_regression";
    }

    @Override
    public ModelFormat format() {
        return FORMAT;
    }

    /** On one thread, however many it may use. */
    @Override
    public Trainer trainer(int threads) {
        return new LogisticTrainer(ProgressListener.none());
    }

    @Override
    public Trainer trainer(int threads, ProgressListener progress) {
        return new LogisticTrainer(progress);
    }

    @Override
    public ModelScorer load(byte[] content) {
        return new LogisticScorer(LogisticModelJson.read(content));
    }

    @Override
    public Optional<ModelStructure> structure(byte[] content) {
        LogisticModel model = LogisticModelJson.read(content);
        return model.expectedParts().map(expected -> new LogisticStructure(model, expected));
    }

    @Override
    public void requireValid(Map<String, JsonNode> hyperParameters) {
        LogisticParameters.of(hyperParameters);
    }

    @Override
    public boolean supportsWeights() {
        return true;
    }

    /** Reads each value where it lies. */
    @Override
    public Set<TrainingExecutor> executors() {
        return Set.of(TrainingExecutor.MEMORY, TrainingExecutor.DISK);
    }

    @Override
    public Trainer diskTrainer(int threads, Path folder, ProgressListener progress) {
        return new LogisticTrainer(progress);
    }

    @Override
    public TrainingMemory estimateMemory(long rows, int columns) {
        return new TrainingMemory(rows * BYTES_PER_ROW, 0);
    }

    @Override
    public void warmUp() {}

    @Override
    public String libraryVersion() {
        return VERSION;
    }
}
