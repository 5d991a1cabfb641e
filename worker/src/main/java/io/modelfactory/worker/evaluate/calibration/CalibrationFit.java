package io.modelfactory.worker.evaluate.calibration;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.CalibrationRows;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.ScoreCalibration;
import io.modelfactory.worker.resolve.TrainingProfile;
import java.util.Optional;

/** Chooses the calibration that a training profile asks for, by the validation rows. */
public final class CalibrationFit {
    private CalibrationFit() {}

    /**
     * @param validation with both classes
     * @param scores that the model gives these rows
     * @throws FailureException {@code TRAINING_FAILED} if the scores rank the rows no better than chance, so that no
     *     calibration can keep their order
     */
    public static Optional<ScoreCalibration> of(TrainingProfile profile, LabelledMatrix validation, float[] scores) {
        CalibrationRows rows = new CalibrationRows(validation.rows(), validation.positives(), profile.stopsEarly());
        return switch (profile.calibrationMethod()) {
            case NONE -> Optional.empty();
            case ISOTONIC ->
                Optional.of(IsotonicRegression.fit(validation.labels().toArray(), scores, rows));
            case SIGMOID ->
                Optional.of(PlattScaling.fit(validation.labels().toArray(), scores, rows)
                        .orElseThrow(() -> new FailureException(
                                FailureCode.TRAINING_FAILED,
                                "calibration: sigmoid: the model ranks the " + rows.positives() + " positive of "
                                        + rows.rows() + " validation rows no better than chance")));
        };
    }
}
