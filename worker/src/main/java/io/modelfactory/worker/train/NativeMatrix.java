package io.modelfactory.worker.train;

import io.modelfactory.worker.dataset.LabelledMatrix;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Rows in the library's own memory, given back when closed. Columns have no names there: the library's text interfaces
 * cannot hold every name that a feature may have; the model descriptor lists the features in their order.
 */
final class NativeMatrix implements AutoCloseable {
    private final DMatrix matrix;
    private final float[] labels;

    private NativeMatrix(DMatrix matrix, float[] labels) {
        this.matrix = matrix;
        this.labels = labels;
    }

    static NativeMatrix of(LabelledMatrix rows) throws XGBoostError {
        return new NativeMatrix(
                new DMatrix(
                        rows.features().values(), rows.rows(), rows.features().columns(), Float.NaN),
                rows.labels());
    }

    DMatrix matrix() {
        return matrix;
    }

    /**
     * Mean logistic loss of a model on these rows. The library's own sum depends on its threads in the last bits, and with
     * it the round at which training stops.
     */
    double logLoss(Booster booster) throws XGBoostError {
        float[][] margins = booster.predict(matrix, true);
        double sum = 0;
        for (int row = 0; row < labels.length; row++) {
            double against = labels[row] > 0 ? -margins[row][0] : margins[row][0];
            sum += Math.max(against, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(against)));
        }
        return sum / labels.length;
    }

    @Override
    public void close() {
        matrix.dispose();
    }
}
