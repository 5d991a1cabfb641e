package io.modelfactory.worker.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.dataset.check.LeakageCheck;
import io.modelfactory.worker.dataset.encoding.SliceColumn;
import io.modelfactory.worker.dataset.split.ChampionHoldout;
import io.modelfactory.worker.dataset.summary.DataSummary;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.List;
import java.util.Optional;

/**
 * Verified, guarded, split and encoded rows.
 *
 * @param features the matrices' columns, in their order
 * @param validation has no rows if the profile's validation fraction is 0
 * @param championTest the rows of {@code test}, in the same order, as the champion reads them
 * @param championHoldout which of these rows the champion was not fitted on, if there is one
 * @param slices of the rows of {@code test}, one for each requested column
 * @param train with the weights of its rows, if the datasets declare them
 * @param split how the rows were divided: strategy, and per part rows, positives and time bounds
 */
public record PreparedDataset(
        List<EncodedFeature> features,
        LabelledMatrix train,
        LabelledMatrix validation,
        LabelledMatrix test,
        Optional<FeatureMatrix> championTest,
        Optional<ChampionHoldout> championHoldout,
        List<SliceColumn> slices,
        JsonNode split,
        List<LeakageCheck> leakageChecks,
        DataSummary summary,
        EventRoles validationRoles,
        EventRoles testRoles) {

    public PreparedDataset {
        features = List.copyOf(features);
        slices = List.copyOf(slices);
        leakageChecks = List.copyOf(leakageChecks);
    }
}
