package io.modelfactory.worker.algorithm.logistic;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.HyperParameter;
import io.modelfactory.worker.algorithm.HyperParameterValues;
import java.util.List;
import java.util.Map;

/**
 * What a training profile may set for {@code logistic_regression}.
 *
 * @param l2 weight of the ridge penalty {@code l2 / 2 * sum(coefficient^2)} beside the summed loss of the rows; the
 *     inverse of what liblinear and scikit-learn call C
 * @param maxRows of training that the model is fitted to; of more, see {@link ClassSample}
 */
record LogisticParameters(double l2, int maxRows) {
    static final int DEFAULT_MAX_ROWS = 100_000;

    static final List<HyperParameter> ALL = List.of(
            HyperParameter.number("l2", 1e-6, 1e9, "1", "reg_lambda", "lambda", "lambda_l2", "l2_regularization"),
            HyperParameter.whole("max_rows", 1_000, 100_000_000, "100000", "sample_rows"));

    /** @throws io.modelfactory.worker.failure.FailureException {@code TRAINING_PROFILE_INVALID} */
    static LogisticParameters of(Map<String, JsonNode> given) {
        HyperParameterValues values = HyperParameterValues.of(given, ALL);
        return new LogisticParameters(values.number("l2", 1), values.whole("max_rows", DEFAULT_MAX_ROWS));
    }
}
