package io.modelfactory.worker.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.dataset.check.LeakageCheck;
import io.modelfactory.worker.dataset.summary.DataSummary;
import io.modelfactory.worker.model.EncodedFeature;
import java.util.List;

/**
 * What is known of the rows once they are prepared.
 *
 * @param features the model's columns, in their order
 * @param split how the rows were divided
 * @param summary what else the execution record states of the rows
 */
public record PreparationResult(
        List<EncodedFeature> features, JsonNode split, List<LeakageCheck> leakageChecks, DataSummary summary) {
    public PreparationResult {
        features = List.copyOf(features);
        leakageChecks = List.copyOf(leakageChecks);
    }
}
