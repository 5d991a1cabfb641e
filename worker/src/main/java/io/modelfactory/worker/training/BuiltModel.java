package io.modelfactory.worker.training;

import io.modelfactory.worker.model.ScoreCalibration;
import io.modelfactory.worker.model.StructureCertificate;
import io.modelfactory.worker.model.TrainingBins;
import java.util.Optional;

/**
 * What is known of a trained model besides its file.
 *
 * @param iterations of the training that it has, such as boosting rounds
 * @param libraryVersion of the library that trained it
 * @param decisionThreshold score at and above which a row is an alert: the profile's, or what its alerts a day allow
 * @param calibration of its scores, which the threshold is on; empty if the profile asks for none
 * @param bins that the values were sorted into before training; empty if the algorithm pins none
 * @param structure empty if models of this format cannot be opened
 */
public record BuiltModel(
        int iterations,
        String libraryVersion,
        double decisionThreshold,
        Optional<ScoreCalibration> calibration,
        Optional<StructureCertificate> structure,
        Optional<TrainingBins> bins) {}
