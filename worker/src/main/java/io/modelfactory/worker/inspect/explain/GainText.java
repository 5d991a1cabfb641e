package io.modelfactory.worker.inspect.explain;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.inspect.Figures;

/** What a model gains over logistic regression on its test rows, in words. */
final class GainText {
    private static final String METRIC = "auc_roc";

    private GainText() {}

    /** @param report an EvalReport, or a missing node */
    static String of(JsonNode report) {
        JsonNode baseline = report.at("/metrics/logistic_baseline");
        JsonNode gain = baseline.at("/gain/metrics/" + METRIC);
        if (baseline.has("not_trained")) {
            return "; no logistic regression could be fitted beside it ("
                    + baseline.path("not_trained").asText() + ")";
        }
        if (!gain.path("gain").isNumber()) {
            return "";
        }
        String bounds = gain.has("lower")
                ? ", between " + figure(gain.path("lower")) + " and " + figure(gain.path("upper")) + " at "
                        + baseline.at("/gain/level")
                : "";
        return "; over a logistic regression on the same test rows it gains " + figure(gain.path("gain")) + " of "
                + METRIC + bounds;
    }

    private static String figure(JsonNode number) {
        return Figures.of(number.doubleValue());
    }
}
