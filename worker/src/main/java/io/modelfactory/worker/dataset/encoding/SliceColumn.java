package io.modelfactory.worker.dataset.encoding;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import java.util.List;

/**
 * The slices that the values of one categorical feature cut the test rows into; rows without a value are the last
 * slice.
 */
public final class SliceColumn {
    private final EncodedFeature feature;
    private final FeatureMatrix rows;
    private final int column;

    /** @param column of {@code rows} that holds the feature */
    public SliceColumn(EncodedFeature feature, FeatureMatrix rows, int column) {
        this.feature = feature;
        this.rows = rows;
        this.column = column;
    }

    public String name() {
        return feature.name();
    }

    /** Every value that a test row has, sorted by code point; the slice of a value has its index. */
    public List<String> values() {
        return feature.categories();
    }

    /** The slice that a row belongs to: the index of its value, or {@code values().size()} if it has none. */
    public int sliceOf(int row) {
        float value = rows.value(row, column);
        return Float.isNaN(value) ? values().size() : (int) value;
    }
}
