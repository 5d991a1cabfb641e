package io.modelfactory.worker.model;

import java.util.List;
import java.util.Optional;

/**
 * One column of the feature matrices.
 *
 * @param categories of a categorical feature, sorted by code point, from the training rows only; a value's index is its
 *     encoding, and a value that is not among them counts as missing. Empty for numeric features.
 * @param unknownCategory how training saw categories that are not in the mapping; only of categorical features that
 *     were encoded for training
 */
public record EncodedFeature(
        String name, FeatureType type, List<String> categories, Optional<UnknownCategory> unknownCategory) {

    public EncodedFeature {
        categories = List.copyOf(categories);
    }

    /** A feature of which only the encoding is known. */
    public EncodedFeature(String name, FeatureType type, List<String> categories) {
        this(name, type, categories, Optional.empty());
    }

    public EncodedFeature withUnknownCategory(UnknownCategory unknown) {
        return new EncodedFeature(name, type, categories, Optional.of(unknown));
    }
}
