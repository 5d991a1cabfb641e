package io.modelfactory.worker.algorithm.lightgbm;

import com.sun.jna.Memory;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.ModelScorer;
import java.nio.charset.StandardCharsets;

/** Scores rows with a stored model. Holds native memory until it is closed. */
final class LightgbmScorer implements ModelScorer {
    /** Rows handed over at once; bounds what is copied. */
    private static final int CHUNK_ROWS = 65_536;

    private final LightgbmBooster booster;
    private final int features;

    private LightgbmScorer(LightgbmBooster booster) {
        this.booster = booster;
        this.features = booster.features();
    }

    /** @throws FailureException {@code TRAINING_FAILED} if the bytes are not a model */
    static LightgbmScorer load(byte[] model) {
        LightgbmLibrary.silence();
        String text = new String(model, StandardCharsets.UTF_8);
        if (!text.startsWith("tree\n") || !text.contains("\nend of trees\n")) {
            throw new FailureException(
                    FailureCode.TRAINING_FAILED, "the stored model cannot be loaded: it is no text of LightGBM");
        }
        return new LightgbmScorer(LightgbmBooster.load(text));
    }

    @Override
    public int features() {
        return features;
    }

    @Override
    public float[] score(FeatureMatrix rows) {
        int columns = rows.columns();
        if (columns != features) {
            throw new IllegalArgumentException(columns + " columns for a model of " + features + " features");
        }
        LightgbmLibrary.silence();
        float[] scores = new float[rows.rows()];
        int chunkRows = Math.max(1, Math.min(rows.rows(), CHUNK_ROWS));
        float[] chunk = new float[chunkRows * columns];
        try (Memory values = new Memory((long) chunkRows * columns * Float.BYTES);
                Memory margins = new Memory((long) chunkRows * Double.BYTES)) {
            for (int first = 0; first < rows.rows(); first += chunkRows) {
                int size = Math.min(chunkRows, rows.rows() - first);
                rows.copyRows(first, size, chunk);
                values.write(0, chunk, 0, size * columns);
                booster.margins(values, size, columns, margins);
                for (int row = 0; row < size; row++) {
                    scores[first + row] = probability(margins.getDouble((long) row * Double.BYTES));
                }
            }
        }
        return scores;
    }

    /** As the library would give it, but to the same bit on every machine. */
    private static float probability(double margin) {
        return (float) (1 / (1 + StrictMath.exp(-margin)));
    }

    @Override
    public void close() {
        booster.close();
    }
}
