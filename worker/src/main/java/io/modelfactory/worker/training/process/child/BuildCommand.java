package io.modelfactory.worker.training.process.child;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;

/** @param argument of the step; an empty object if it has none */
public record BuildCommand(BuildStep step, JsonNode argument) {
    public static BuildCommand of(BuildStep step) {
        return new BuildCommand(step, Json.object());
    }

    public static BuildCommand of(BuildStep step, Object argument) {
        return new BuildCommand(step, Json.tree(argument));
    }
}
