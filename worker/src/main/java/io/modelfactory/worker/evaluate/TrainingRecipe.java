package io.modelfactory.worker.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.resolve.TrainingProfile.CalibrationMethod;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How a published model was trained, so that it can be trained again on other rows: by its algorithm, its
 * hyper-parameters, its seed and its calibration, and on the candidate's features.
 */
public record TrainingRecipe(
        String algorithmId, Map<String, JsonNode> hyperParameters, CalibrationMethod calibration, int stageSeed) {

    public TrainingRecipe {
        hyperParameters = Map.copyOf(hyperParameters);
    }

    /** @param descriptor of the model, which its digest pins */
    static TrainingRecipe of(JsonNode descriptor) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        descriptor
                .path("hyper_parameters")
                .properties()
                .forEach(parameter -> parameters.put(parameter.getKey(), parameter.getValue()));
        String method = descriptor.at("/calibration/method").asText();
        return new TrainingRecipe(
                descriptor.path("algorithm_id").asText(),
                parameters,
                method.isEmpty() ? CalibrationMethod.NONE : CalibrationMethod.valueOf(method.toUpperCase(Locale.ROOT)),
                descriptor.path("stage_seed").asInt());
    }

    /** Whether the validation part decides when training stops. */
    public boolean stopsEarly() {
        return TrainingProfile.stopsEarly(hyperParameters);
    }

    /** The candidate's profile with this recipe in the place of its own. */
    public TrainingProfile in(TrainingProfile profile) {
        return profile.withRecipe(algorithmId, hyperParameters, calibration);
    }
}
