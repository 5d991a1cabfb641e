package io.modelfactory.worker.resolve;

/** The feature set that a dataset was built from and a profile trains on; both must name the same. */
public record FeatureDefinitionSet(String featureSetId, String featureSetVersion) {
    /** As a profile writes it. */
    @Override
    public String toString() {
        return "{feature_set_id: %s, feature_set_version: %s}".formatted(featureSetId, featureSetVersion);
    }
}
