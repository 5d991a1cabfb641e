package io.modelfactory.worker.algorithm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LoadedModel;
import io.modelfactory.worker.model.ModelFormat;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.ModelStructure;
import io.modelfactory.worker.progress.ProgressListener;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An algorithm that training profiles can name. A provider is found by {@link java.util.ServiceLoader}: a public class
 * with a public constructor without arguments, listed in {@code META-INF/services}, that does nothing until it is
 * asked.
 */
public interface TrainerProvider {

    /** As training profiles write it. */
    String algorithmId();

    /** How its models are stored. */
    ModelFormat format();

    /** @param threads for one training */
    Trainer trainer(int threads);

    /**
     * The same, of an algorithm that reports its rounds.
     *
     * @param progress told each round of the training
     */
    default Trainer trainer(int threads, ProgressListener progress) {
        return trainer(threads);
    }

    /**
     * Makes a scorer of a stored model.
     *
     * @param content a model of {@link #format}
     * @throws io.modelfactory.worker.failure.FailureException {@code TRAINING_FAILED} if the bytes are no such model
     */
    ModelScorer load(byte[] content);

    /**
     * Opens a stored model, so that its bundle has reasons and a certificate of structure.
     *
     * @param content a model of {@link #format}
     * @return empty if models of this format cannot be opened; their descriptors say so
     * @throws io.modelfactory.worker.failure.FailureException {@code TRAINING_FAILED} if the bytes are no such model
     */
    default Optional<ModelStructure> structure(byte[] content) {
        return Optional.empty();
    }

    /**
     * Loads and opens a stored model. To be overridden if one reading does for both.
     *
     * @param content a model of {@link #format}
     * @throws io.modelfactory.worker.failure.FailureException {@code TRAINING_FAILED} if the bytes are no such model
     */
    default LoadedModel open(byte[] content) {
        Optional<ModelStructure> structure = structure(content);
        return new LoadedModel(load(content), structure);
    }

    /**
     * Refuses hyper-parameters it does not know or that are out of bounds, before any data is read.
     *
     * @throws io.modelfactory.worker.failure.FailureException {@code TRAINING_PROFILE_INVALID} that names each of them
     */
    void requireValid(Map<String, JsonNode> hyperParameters);

    /**
     * Refuses hyper-parameters that name features which are not there or are of a type that they cannot be said of,
     * before any data is read.
     *
     * @param hyperParameters that {@link #requireValid} has accepted
     * @param features that the datasets declare, by name
     * @throws io.modelfactory.worker.failure.FailureException {@code TRAINING_PROFILE_INVALID} that names each of them
     */
    default void requireFeatures(Map<String, JsonNode> hyperParameters, Map<String, FeatureType> features) {}

    /**
     * Whether its trainer honours the weights of the training rows. A build with weights under an algorithm that does
     * not is refused, as it would train something else than was asked for.
     */
    default boolean supportsWeights() {
        return false;
    }

    /** On which executors it trains; a build on another one is refused. */
    default Set<TrainingExecutor> executors() {
        return Set.of(TrainingExecutor.MEMORY);
    }

    /**
     * The trainer of {@link TrainingExecutor#DISK}, which reads its rows in pieces only.
     *
     * @param folder of this training alone, for files that need not last
     * @throws UnsupportedOperationException if {@link #executors} does not have it
     */
    default Trainer diskTrainer(int threads, Path folder, ProgressListener progress) {
        throw new UnsupportedOperationException(algorithmId() + " does not train from disk");
    }

    /**
     * The trainer of {@link TrainingExecutor#SPARK}, whose tasks train together, each on a shard of the rows; it reads
     * its rows in pieces only.
     *
     * @throws UnsupportedOperationException if {@link #executors} does not have it
     */
    default Trainer clusterTrainer(TrainingCluster cluster, ProgressListener progress) {
        throw new UnsupportedOperationException(algorithmId() + " does not train on a cluster");
    }

    /**
     * What training from disk takes at its peak.
     *
     * @param columns features
     */
    default TrainingMemory estimateDiskMemory(TrainingRows rows, int columns) {
        return estimateMemory(rows.all(), columns);
    }

    /**
     * Whether its trainer draws rows by their event ids, so that the training rows must come with their keys.
     *
     * @param rows of all parts together
     * @param hyperParameters that {@link #requireValid} has accepted
     */
    default boolean needsEventKeys(long rows, Map<String, JsonNode> hyperParameters) {
        return false;
    }

    /**
     * What training takes at its peak.
     *
     * @param rows of all parts together
     * @param columns features
     */
    TrainingMemory estimateMemory(long rows, int columns);

    /**
     * Loads native code and the like, which takes a while the first time; called before the first build of a process.
     */
    void warmUp();

    /** The version of the library that trains, as model descriptors state it. */
    String libraryVersion();
}
