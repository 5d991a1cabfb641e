package io.modelfactory.worker.dataset.encoding;

import io.modelfactory.worker.model.EncodedFeature;
import java.util.List;

/**
 * How rows of the {@code events} table become the columns of a matrix.
 *
 * @param columns in the matrix's order
 */
record FeatureEncoding(List<EncodedColumn> columns) {

    /**
     * @param expression gives the feature's value as a float, null where it is missing or no category of the feature
     */
    record EncodedColumn(EncodedFeature feature, String expression) {}

    FeatureEncoding {
        columns = List.copyOf(columns);
    }

    List<EncodedFeature> features() {
        return columns.stream().map(EncodedColumn::feature).toList();
    }
}
