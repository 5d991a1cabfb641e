package io.modelfactory.worker.model;

import java.util.Optional;

/** Makes a scorer of a stored model. Code that scores models is given one, and so depends on no algorithm. */
@FunctionalInterface
public interface ModelLoader {

    /**
     * @param format id of the model's {@link ModelFormat}, as its descriptor states it
     * @param content the bytes of the model file; their digest has been verified
     * @throws RuntimeException with the failure code {@code TRAINING_FAILED} if the format is not known here, or the
     *     bytes are not a model of that format
     */
    ModelScorer load(String format, byte[] content);

    /**
     * Opens a model.
     *
     * @return empty if models of this format cannot be opened
     * @throws RuntimeException as {@link #load} does
     */
    default Optional<ModelStructure> structure(String format, byte[] content) {
        return Optional.empty();
    }

    /**
     * Loads and opens a model.
     *
     * @throws RuntimeException as {@link #load} does
     */
    default LoadedModel open(String format, byte[] content) {
        Optional<ModelStructure> structure = structure(format, content);
        return new LoadedModel(load(format, content), structure);
    }
}
