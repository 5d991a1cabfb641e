package io.modelfactory.worker.algorithm;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.ArrayList;
import java.util.List;

/** How much the positive class may be made to count ({@code scale_pos_weight}), and what early stopping needs then. */
public final class PositiveWeightBounds {
    /** Below, a validation loss under a weighted positive class says too little of when to stop. */
    public static final int MIN_VALIDATION_POSITIVES = 100;

    /** How much more than the negatives all positives may count together. */
    private static final int MAX_POSITIVE_SHARE = 10;

    private PositiveWeightBounds() {}

    /**
     * @param weight what a positive row counts, a negative counting 1
     * @param rows of training
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} if the positives would count too much
     */
    public static void requireBounded(double weight, int rows, int positives) {
        double bound = (double) MAX_POSITIVE_SHARE * (rows - positives) / positives;
        if (weight > Math.max(1, bound)) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID,
                    ("hyper_parameters.scale_pos_weight: with %d positives among %d training rows it may be at most"
                                    + " %s, %d times the negatives by the positives")
                            .formatted(positives, rows, Math.max(1, Math.floor(bound * 10) / 10), MAX_POSITIVE_SHARE));
        }
    }

    /**
     * What stops early watches the validation part.
     *
     * @param rows of validation
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} if that says too little
     */
    public static void requireValidation(double weight, int rows, int positives) {
        List<String> problems = new ArrayList<>();
        if (rows == 0) {
            problems.add("needs a validation part, split_fractions.validation is 0");
        } else if (weight != 1 && positives < MIN_VALIDATION_POSITIVES) {
            problems.add("with scale_pos_weight it needs " + MIN_VALIDATION_POSITIVES
                    + " positives in the validation part, which has " + positives);
        }
        if (!problems.isEmpty()) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID,
                    "hyper_parameters.early_stopping_rounds: " + String.join("; ", problems));
        }
    }
}
