package io.modelfactory.worker.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Verified, guarded, split and encoded rows.
 *
 * @param features the matrices' columns, in their order
 * @param validation has no rows if the profile's validation fraction is 0
 * @param split how the rows were divided: strategy, and per part rows, positives and time bounds
 */
public record PreparedDataset(
        List<EncodedFeature> features,
        LabelledMatrix train,
        LabelledMatrix validation,
        LabelledMatrix test,
        JsonNode split,
        List<LeakageCheck> leakageChecks) {

    public PreparedDataset {
        features = List.copyOf(features);
        leakageChecks = List.copyOf(leakageChecks);
    }
}
