package io.modelfactory.worker.training.process.child;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;

/**
 * What the worker sends to a trainer process.
 *
 * @param argument of the step; an empty object if it has none
 */
public record BuildCommand(BuildStep step, JsonNode argument) {
    /** Field of the argument of {@code TRAIN}: the file that the model is to be written into. */
    public static final String TARGET = "target";

    public static BuildCommand of(BuildStep step) {
        return new BuildCommand(step, Json.object());
    }

    public static BuildCommand of(BuildStep step, Object argument) {
        return new BuildCommand(step, Json.tree(argument));
    }
}
