package io.modelfactory.worker.model;

import java.util.List;

/**
 * One column of the feature matrices.
 *
 * @param categories of a categorical feature, sorted by code point, from the training rows only; a value's index is its
 *     encoding, and a value that is not among them counts as missing. Empty for numeric features.
 */
public record EncodedFeature(String name, FeatureType type, List<String> categories) {

    public EncodedFeature {
        categories = List.copyOf(categories);
    }
}
