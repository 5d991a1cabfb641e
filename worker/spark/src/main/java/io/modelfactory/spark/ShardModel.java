package io.modelfactory.spark;

import java.io.Serializable;
import java.util.stream.Stream;

/**
 * What a task ends with.
 *
 * @param sha256 of its model, which is that of every other task
 * @param model of the first task; the others return none
 */
@SuppressWarnings("ArrayRecordComponent") // it is sent, never compared
record ShardModel(String sha256, byte[] model) implements Serializable {
    /**
     * The model of all tasks.
     *
     * @throws JobRefusedException {@code DIFFERENT_MODELS}
     */
    static byte[] agreed(ShardModel[] models) {
        if (Stream.of(models).map(ShardModel::sha256).distinct().count() != 1) {
            throw new JobRefusedException("DIFFERENT_MODELS", "the tasks of one training have different models");
        }
        return models[0].model();
    }
}
