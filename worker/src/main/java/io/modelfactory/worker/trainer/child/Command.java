package io.modelfactory.worker.trainer.child;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;

/** @param argument of the step; an empty object if it has none */
public record Command(Step step, JsonNode argument) {
    public static Command of(Step step) {
        return new Command(step, Json.object());
    }

    public static Command of(Step step, Object argument) {
        return new Command(step, Json.tree(argument));
    }
}
