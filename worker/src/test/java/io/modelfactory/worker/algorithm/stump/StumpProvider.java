package io.modelfactory.worker.algorithm.stump;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainingMemory;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.ModelFormat;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.TrainedModel;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The single best split of one column, as text. */
public final class StumpProvider implements TrainerProvider {
    public static final String ALGORITHM_ID = "decision_stump";
    public static final String CANDIDATES = "candidates";

    private static final ModelFormat FORMAT = new ModelFormat("stump-text", "model.stump", "stump");

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
        return (train, validation, features, hyperParameters, seed) -> {
            DecisionStump stump = DecisionStump.fit(
                    train,
                    Objects.requireNonNull(hyperParameters.get(CANDIDATES)).intValue());
            return new TrainedModel(
                    stump.content(), 1, Map.of(features.get(stump.column()).name(), stump.gain()));
        };
    }

    @Override
    public ModelScorer load(byte[] content) {
        return DecisionStump.read(content);
    }

    @Override
    public void requireValid(Map<String, JsonNode> hyperParameters) {
        Set<String> unknown = new TreeSet<>(hyperParameters.keySet());
        unknown.remove(CANDIDATES);
        JsonNode candidates = hyperParameters.get(CANDIDATES);
        if (!unknown.isEmpty() || candidates == null || !candidates.canConvertToInt() || candidates.intValue() < 2) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID,
                    "hyper_parameters: a stump takes " + CANDIDATES + " from 2 on, and not " + unknown);
        }
    }

    @Override
    public TrainingMemory estimateMemory(long rows, int columns) {
        return new TrainingMemory(rows * Float.BYTES, 0);
    }

    @Override
    public void warmUp() {}

    @Override
    public String libraryVersion() {
        return "1.0";
    }
}
