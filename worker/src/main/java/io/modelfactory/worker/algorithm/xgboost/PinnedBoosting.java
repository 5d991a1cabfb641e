package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.algorithm.EarlyStopping;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.RowPieces;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.progress.TrainingRound.ValidationMetric;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Boosts a model on rows whose bins are given, to the last round or to the best on other rows. */
final class PinnedBoosting {
    private final Map<String, Object> settings;
    private final XgboostParameters parameters;
    private final ExactLogisticLoss loss;
    private final ProgressListener progress;
    private final TrainingCollective collective;

    /**
     * @param settings of the booster
     * @param collective of those that train together, each on its part of the rows
     */
    PinnedBoosting(
            Map<String, Object> settings,
            XgboostParameters parameters,
            ExactLogisticLoss loss,
            ProgressListener progress,
            TrainingCollective collective) {
        this.collective = collective;
        this.settings = Map.copyOf(settings);
        this.parameters = parameters;
        this.loss = loss;
        this.progress = progress;
    }

    /** @return the model as JSON */
    byte[] boost(RowPieces train, BinnedColumns columns, MatrixFactory matrices) throws XGBoostError {
        try (NativeMatrix rows = matrices.create("train", train, columns);
                NativeBooster booster = NativeBooster.create(settings, rows);
                Gradients gradients = new Gradients(matrices, rows.rows())) {
            for (int round = 0; round < parameters.rounds(); round++) {
                addTree(booster, rows, gradients, round);
                progress.onRound(new TrainingRound(round + 1, parameters.rounds(), Optional.empty()));
            }
            return booster.save(NativeBooster.JSON);
        }
    }

    /**
     * The validation rows are sorted into the same bins: a tree asks for nothing but on which side of a bin's start a
     * value is, so they are scored as the stored model scores them.
     */
    byte[] boostUntilBest(RowPieces train, RowPieces validation, BinnedColumns columns, MatrixFactory matrices)
            throws XGBoostError, IOException {
        FloatColumn labels = TrainingTargets.read(validation, 1).labels();
        long allRows = collective.sum(labels.rows())[0];
        ExactLogLoss watched = new ExactLogLoss(labels, -StrictMath.log(parameters.scalePosWeight()), allRows);
        BestRound best = new BestRound(parameters.earlyStoppingRounds());
        try (NativeMatrix rows = matrices.create("train", train, columns);
                NativeMatrix held = matrices.create("validation", validation, columns);
                NativeBooster booster = NativeBooster.create(settings, rows, held);
                Gradients gradients = new Gradients(matrices, rows.rows())) {
            boolean ended = false;
            for (int round = 0; round < parameters.rounds() && !ended; round++) {
                addTree(booster, rows, gradients, round);
                long sum = collective.sum(watched.sum(booster.margins(held)))[0];
                ended = best.shouldStopAfter(round, sum);
                ValidationMetric validated = new ValidationMetric(EarlyStopping.METRIC, watched.mean(sum));
                progress.onRound(new TrainingRound(round + 1, parameters.rounds(), Optional.of(validated)));
            }
            return XgboostModelJson.firstRounds(booster.save(NativeBooster.JSON), best.roundCount());
        }
    }

    private void addTree(NativeBooster booster, NativeMatrix rows, Gradients gradients, int round) throws XGBoostError {
        FloatBuffer margins = booster.margins(rows);
        loss.derive(margins, round, gradients.first.numbers(), gradients.second.numbers(), collective);
        booster.boost(rows, round, gradients.first, gradients.second);
    }

    /** Gradients and hessians, where the library can read them. */
    private static final class Gradients implements AutoCloseable {
        private final NativeFloatArray first;
        private final NativeFloatArray second;

        Gradients(MatrixFactory matrices, int rows) {
            this.first = matrices.numbers("gradients", rows);
            this.second = matrices.numbers("hessians", rows);
        }

        @Override
        public void close() {
            first.close();
            second.close();
        }
    }
}
