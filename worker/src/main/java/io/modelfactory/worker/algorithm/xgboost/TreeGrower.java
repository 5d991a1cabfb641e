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
     * Begins with a model: what its growth needs may start while its plan is made.
     *
     * @param held rows that early stopping watches; empty if it is not asked for
     */
    Growth begin(RowPieces train, Optional<RowPieces> held);

    /** Of one model; closing it ends what has been started for it. */
    @FunctionalInterface
    interface Growth extends AutoCloseable {
        /**
         * @param targets of the training rows
         * @return the model as JSON
         */
        byte[] grow(GrowthPlan plan, TrainingTargets targets) throws XGBoostError, IOException;

        @Override
        default void close() {}
    }
}
