package io.modelfactory.worker.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * Turns the score of a model into the probability that the labels of held-out rows bear out. Equal scores stay equal,
 * and no two scores change places. The score of a bundle is the calibrated one.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "method")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SigmoidCalibration.class, name = "sigmoid"),
    @JsonSubTypes.Type(value = IsotonicCalibration.class, name = "isotonic")
})
public sealed interface ScoreCalibration permits SigmoidCalibration, IsotonicCalibration {

    /**
     * @param score that the model gives, from 0 to 1
     * @return a probability from 0 to 1
     */
    float apply(float score);

    /** The same of each score, in a new array. */
    default float[] applyToAll(float[] scores) {
        float[] calibrated = new float[scores.length];
        for (int row = 0; row < scores.length; row++) {
            calibrated[row] = apply(scores[row]);
        }
        return calibrated;
    }

    /** The rows by which it was chosen. */
    CalibrationRows fittedOn();
}
