package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.model.RowPieces;
import io.modelfactory.worker.progress.ProgressListener;
import java.io.IOException;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Grows trees in this process, on all rows. */
final class LocalGrower implements TreeGrower {
    private final MatrixFactory matrices;
    private final ProgressListener progress;

    LocalGrower(MatrixFactory matrices, ProgressListener progress) {
        this.matrices = matrices;
        this.progress = progress;
    }

    @Override
    public int pieceRows(int columns) {
        return matrices.pieceRows(columns);
    }

    @Override
    public Growth begin(RowPieces train, Optional<RowPieces> held) {
        return (plan, targets) -> grow(plan, train, held, targets);
    }

    private byte[] grow(GrowthPlan plan, RowPieces train, Optional<RowPieces> held, TrainingTargets targets)
            throws XGBoostError, IOException {
        PinnedBoosting boosting = new PinnedBoosting(
                plan.settings(matrices.threads()),
                plan.parameters().numbers(),
                new ExactLogisticLoss(targets, plan.sample()),
                progress,
                TrainingCollective.ALONE);
        try (NativeMatrix reference = plan.reference(matrices.threads())) {
            BinnedColumns columns = plan.columns().like(reference);
            return held.isPresent()
                    ? boosting.boostUntilBest(train, held.get(), columns, matrices)
                    : boosting.boost(train, columns, matrices);
        } finally {
            if (matrices.folder().isPresent()) {
                FreedMemory.giveBack();
            }
        }
    }
}
