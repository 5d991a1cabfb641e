package io.modelfactory.worker.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a feature's values are to be read: as numbers, or as categories that have no order. */
public enum FeatureType {
    @JsonProperty("numeric")
    NUMERIC,
    @JsonProperty("categorical")
    CATEGORICAL
}
