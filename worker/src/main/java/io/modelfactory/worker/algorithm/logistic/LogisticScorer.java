package io.modelfactory.worker.algorithm.logistic;

import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.ModelScorer;

/** Scores rows with a stored model. */
final class LogisticScorer implements ModelScorer {
    private final LogisticModel model;

    LogisticScorer(LogisticModel model) {
        this.model = model;
    }

    @Override
    public int features() {
        return model.terms().size();
    }

    @Override
    public float[] score(FeatureMatrix rows) {
        if (rows.columns() != features()) {
            throw new IllegalArgumentException(rows.columns() + " columns for a model of " + features() + " features");
        }
        float[] scores = new float[rows.rows()];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = (float) LogisticModel.probability(model.margin(rows, row));
        }
        return scores;
    }

    @Override
    public void close() {}
}
