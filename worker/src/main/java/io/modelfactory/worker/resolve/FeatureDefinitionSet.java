package io.modelfactory.worker.resolve;

/** The feature set that a dataset was built from and a profile trains on; both must name the same. */
public record FeatureDefinitionSet(String featureSetId, String featureSetVersion) {}
