package io.modelfactory.worker.model;

import java.util.Optional;

/** A scorer whose scores are calibrated. */
public final class CalibratedScorer implements ModelScorer {
    private final ModelScorer model;
    private final ScoreCalibration calibration;

    private CalibratedScorer(ModelScorer model, ScoreCalibration calibration) {
        this.model = model;
        this.calibration = calibration;
    }

    /** @param model closed with the returned scorer; returned itself if there is no calibration */
    public static ModelScorer of(ModelScorer model, Optional<ScoreCalibration> calibration) {
        return calibration
                .<ModelScorer>map(chosen -> new CalibratedScorer(model, chosen))
                .orElse(model);
    }

    @Override
    public int features() {
        return model.features();
    }

    @Override
    public float[] score(FeatureMatrix rows) {
        return calibration.applyToAll(model.score(rows));
    }

    @Override
    public void close() {
        model.close();
    }
}
