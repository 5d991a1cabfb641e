package io.modelfactory.worker.train;

import io.modelfactory.worker.dataset.LabelledMatrix;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Rows in the library's own memory, given back when closed. Columns have no names there: the library's text interfaces
 * cannot hold every name that a feature may have; the model descriptor lists the features in their order.
 */
final class NativeMatrix implements AutoCloseable {
    private final DMatrix matrix;

    private NativeMatrix(DMatrix matrix) {
        this.matrix = matrix;
    }

    static NativeMatrix of(LabelledMatrix rows) throws XGBoostError {
        return new NativeMatrix(new DMatrix(
                rows.features().values(), rows.rows(), rows.features().columns(), Float.NaN));
    }

    /** Good until this is closed. */
    long handle() {
        return matrix.getHandle();
    }

    @Override
    public void close() {
        matrix.dispose();
    }
}
