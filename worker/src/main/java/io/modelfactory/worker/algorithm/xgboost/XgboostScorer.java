package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LoadedModel;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.ModelStructure;
import java.io.IOException;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Scores rows with a stored model. Holds native memory until it is closed. */
final class XgboostScorer implements ModelScorer {
    /** Rows handed over at once; bounds what the library copies. */
    private static final int CHUNK_ROWS = 65_536;

    private final NativeBooster booster;

    private XgboostScorer(NativeBooster booster) {
        this.booster = booster;
    }

    /** @throws FailureException {@code TRAINING_FAILED} if the bytes are not a model */
    static XgboostScorer load(byte[] model) {
        try {
            return new XgboostScorer(NativeBooster.load(model));
        } catch (XGBoostError e) {
            throw XgboostErrors.toException("the stored model cannot be loaded", e);
        }
    }

    /** @throws FailureException {@code TRAINING_FAILED} if the bytes are not a model */
    static ModelStructure structure(byte[] model) {
        try (XgboostScorer scorer = load(model)) {
            return scorer.structure();
        }
    }

    /** @throws FailureException {@code TRAINING_FAILED} if the bytes are not a model */
    static LoadedModel open(byte[] model) {
        XgboostScorer scorer = load(model);
        try {
            return new LoadedModel(scorer, Optional.of(scorer.structure()));
        } catch (FailureException unreadable) {
            scorer.close();
            throw unreadable;
        }
    }

    private ModelStructure structure() {
        try {
            return XgboostTreeReader.read(booster);
        } catch (XGBoostError | IOException e) {
            throw XgboostErrors.toException("the stored model cannot be opened", e);
        }
    }

    @Override
    public int features() {
        try {
            return booster.features();
        } catch (XGBoostError e) {
            throw XgboostErrors.toException("XGBoost cannot read how many features the model has", e);
        }
    }

    @Override
    public float[] score(FeatureMatrix rows) {
        try {
            requireColumns(rows.columns());
            float[] scores = new float[rows.rows()];
            int columns = rows.columns();
            int chunkRows = Math.max(1, Math.min(rows.rows(), CHUNK_ROWS));
            float[] values = new float[chunkRows * columns];
            try (NativeFloatArray chunk = new NativeFloatArray((long) chunkRows * columns)) {
                for (int start = 0; start < rows.rows(); start += chunkRows) {
                    int size = Math.min(chunkRows, rows.rows() - start);
                    rows.copyRows(start, size, values);
                    chunk.put(values, 0, size * columns);
                    booster.probabilities(chunk, size, columns, scores, start);
                }
            }
            return scores;
        } catch (XGBoostError e) {
            throw XgboostErrors.toException("XGBoost cannot score", e);
        }
    }

    private void requireColumns(int columns) {
        if (columns != features()) {
            throw new IllegalArgumentException(columns + " columns for a model of " + features() + " features");
        }
    }

    @Override
    public void close() {
        booster.close();
    }
}
