package io.modelfactory.worker.training;

/**
 * What is known of a trained model besides its file.
 *
 * @param iterations of the training that it has, such as boosting rounds
 * @param libraryVersion of the library that trained it
 */
public record BuiltModel(int iterations, String libraryVersion) {}
