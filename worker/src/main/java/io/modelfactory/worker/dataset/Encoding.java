package io.modelfactory.worker.dataset;

import java.util.List;

/**
 * How rows of the {@code events} table become the columns of a matrix.
 *
 * @param columns in the matrix's order
 */
record Encoding(List<Column> columns) {

    /** @param expression gives the feature's value as a float, NaN where it is missing or no category of the feature */
    record Column(EncodedFeature feature, String expression) {}

    Encoding {
        columns = List.copyOf(columns);
    }

    List<EncodedFeature> features() {
        return columns.stream().map(Column::feature).toList();
    }
}
