package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.model.RowPieces;
import java.io.IOException;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Grows the trees of a model, somewhere. Where it is changes no bit of them. */
interface TreeGrower {

    /** Rows that are looked at together. */
    int pieceRows(int columns);

    /**
     * @param held rows that early stopping watches; empty if it is not asked for
     * @param targets of the training rows
     * @return the model as JSON
     */
    byte[] grow(GrowthPlan plan, RowPieces train, Optional<RowPieces> held, TrainingTargets targets)
            throws XGBoostError, IOException;
}
