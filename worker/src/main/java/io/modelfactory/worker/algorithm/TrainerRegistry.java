package io.modelfactory.worker.algorithm;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.LoadedModel;
import io.modelfactory.worker.model.ModelFormat;
import io.modelfactory.worker.model.ModelLoader;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.ModelStructure;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The algorithms on the class path, by the id that a training profile names, and their formats, by the id of a
 * descriptor.
 */
public final class TrainerRegistry implements ModelLoader {
    private final SortedMap<String, TrainerProvider> byAlgorithm = new TreeMap<>();
    private final SortedMap<String, TrainerProvider> byFormat = new TreeMap<>();

    /** @throws IllegalStateException if two providers contradict each other, or there is none */
    TrainerRegistry(Iterable<TrainerProvider> providers) {
        Map<String, ModelFormat> byFileName = new HashMap<>();
        for (TrainerProvider provider : providers) {
            if (byAlgorithm.putIfAbsent(provider.algorithmId(), provider) != null) {
                throw new IllegalStateException("two providers of the algorithm " + provider.algorithmId());
            }
            ModelFormat format = provider.format();
            TrainerProvider reader = byFormat.computeIfAbsent(format.id(), id -> provider);
            ModelFormat named = byFileName.computeIfAbsent(format.fileName(), name -> format);
            if (!reader.format().equals(format) || !named.equals(format)) {
                throw new IllegalStateException("the model format of " + provider.algorithmId()
                        + " shares its id or its file name with another one: " + format);
            }
        }
        if (byAlgorithm.isEmpty()) {
            throw new IllegalStateException("no META-INF/services/" + TrainerProvider.class.getName());
        }
    }

    /** Finds the providers on the class path; loads no native code. */
    public static TrainerRegistry discover() {
        return new TrainerRegistry(ServiceLoader.load(TrainerProvider.class, TrainerRegistry.class.getClassLoader()));
    }

    /** @throws FailureException {@code TRAINING_PROFILE_INVALID} if no algorithm has this id */
    public TrainerProvider provider(String algorithmId) {
        return Optional.ofNullable(byAlgorithm.get(algorithmId))
                .orElseThrow(() -> new FailureException(
                        FailureCode.TRAINING_PROFILE_INVALID,
                        "algorithm_id: no algorithm is called " + algorithmId + "; there is "
                                + String.join(", ", byAlgorithm.keySet())));
    }

    @Override
    public ModelScorer load(String format, byte[] content) {
        return reader(format).load(content);
    }

    @Override
    public Optional<ModelStructure> structure(String format, byte[] content) {
        return reader(format).structure(content);
    }

    @Override
    public LoadedModel open(String format, byte[] content) {
        return reader(format).open(content);
    }

    private TrainerProvider reader(String format) {
        return Optional.ofNullable(byFormat.get(format))
                .orElseThrow(() -> new FailureException(
                        FailureCode.TRAINING_FAILED,
                        "no library here reads models of the format " + format + "; known are "
                                + String.join(", ", byFormat.keySet())));
    }

    /** The format of the models that are stored under a file name; empty if no algorithm here writes such files. */
    public Optional<ModelFormat> formatOfFile(String fileName) {
        return byFormat.values().stream()
                .map(TrainerProvider::format)
                .filter(format -> format.fileName().equals(fileName))
                .findFirst();
    }

    /** In the order of their ids. */
    public Collection<TrainerProvider> providers() {
        return byAlgorithm.values();
    }
}
