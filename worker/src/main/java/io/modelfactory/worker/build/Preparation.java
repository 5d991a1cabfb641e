package io.modelfactory.worker.build;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.dataset.EncodedFeature;
import io.modelfactory.worker.dataset.LeakageCheck;
import java.util.List;

/**
 * What is known of the rows once they are prepared.
 *
 * @param features the model's columns, in their order
 * @param split how the rows were divided
 */
public record Preparation(List<EncodedFeature> features, JsonNode split, List<LeakageCheck> leakageChecks) {
    public Preparation {
        features = List.copyOf(features);
        leakageChecks = List.copyOf(leakageChecks);
    }
}
