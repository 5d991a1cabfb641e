package io.modelfactory.worker.train;

import io.modelfactory.worker.dataset.FeatureMatrix;
import io.modelfactory.worker.failure.FailureException;
import java.io.IOException;
import java.util.Arrays;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Scores rows with a stored model. Holds native memory until it is closed. */
public final class ModelScorer implements AutoCloseable {
    /** Rows handed over at once; bounds what the library allocates for its answer. */
    private static final int CHUNK_ROWS = 65_536;

    private final Booster booster;

    private ModelScorer(Booster booster) {
        this.booster = booster;
    }

    /** @throws FailureException {@code TRAINING_FAILED} if the bytes are not a model */
    public static ModelScorer load(byte[] model) {
        try {
            return new ModelScorer(XGBoost.loadModel(model));
        } catch (XGBoostError | IOException e) {
            throw LibraryError.asFailure("the stored model cannot be loaded", e);
        }
    }

    /** The probability of the positive class, one per row, between 0 and 1. */
    public float[] score(FeatureMatrix rows) {
        float[] scores = new float[rows.rows()];
        int columns = rows.columns();
        try {
            if (columns != booster.getNumFeature()) {
                throw new IllegalArgumentException(
                        columns + " columns for a model of " + booster.getNumFeature() + " features");
            }
            for (int start = 0; start < rows.rows(); start += CHUNK_ROWS) {
                int end = Math.min(start + CHUNK_ROWS, rows.rows());
                float[] chunk = Arrays.copyOfRange(rows.values(), start * columns, end * columns);
                float[][] answer = booster.inplace_predict(chunk, end - start, columns, Float.NaN);
                for (int row = start; row < end; row++) {
                    scores[row] = answer[row - start][0];
                }
            }
            return scores;
        } catch (XGBoostError e) {
            throw LibraryError.asFailure("XGBoost cannot score", e);
        }
    }

    @Override
    public void close() {
        booster.dispose();
    }
}
