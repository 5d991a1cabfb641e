package io.modelfactory.worker.dataset.summary;

import java.util.List;
import java.util.Optional;

/**
 * What the execution record states of the rows, beside the split.
 *
 * @param labelCounts rows by label value, over all files and datasets
 * @param constantFeatures features with the same value in all rows
 * @param missingFeatures features without a value in any row
 * @param identicalRows rows that repeat the feature values of another row
 * @param testRowsLikeTraining test rows whose feature values a training row has, under another event id
 * @param features how the values of each feature are distributed, in the order of the features
 * @param roles what the declared roles say; empty if none of amount, entity, weight and sampling rate is declared
 */
public record DataSummary(
        List<LabelCount> labelCounts,
        List<String> constantFeatures,
        List<String> missingFeatures,
        long identicalRows,
        long testRowsLikeTraining,
        List<FeatureDistribution> features,
        Optional<RoleSummary> roles) {

    public DataSummary {
        labelCounts = List.copyOf(labelCounts);
        constantFeatures = List.copyOf(constantFeatures);
        missingFeatures = List.copyOf(missingFeatures);
        features = List.copyOf(features);
    }

    public DataSummary with(List<FeatureDistribution> distributions, Optional<RoleSummary> declared) {
        return new DataSummary(
                labelCounts,
                constantFeatures,
                missingFeatures,
                identicalRows,
                testRowsLikeTraining,
                distributions,
                declared);
    }
}
