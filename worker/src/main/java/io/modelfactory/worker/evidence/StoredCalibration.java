package io.modelfactory.worker.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.model.ScoreCalibration;
import java.util.Optional;

/** Reads from a model's descriptor how its scores are calibrated. */
public final class StoredCalibration {
    private StoredCalibration() {}

    /**
     * @param descriptor that its schema has accepted
     * @return empty if the scores are used as the model gives them
     * @throws IllegalArgumentException if what it says cannot be applied, such as points that fall
     */
    public static Optional<ScoreCalibration> of(JsonNode descriptor) {
        JsonNode stored = descriptor.path("calibration");
        if (stored.isMissingNode()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.convert(stored, ScoreCalibration.class));
        } catch (JsonProcessingException unusable) {
            throw new IllegalArgumentException("calibration: " + unusable.getOriginalMessage(), unusable);
        }
    }
}
