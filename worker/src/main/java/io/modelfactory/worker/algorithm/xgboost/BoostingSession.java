package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.algorithm.FixedPointLogisticLoss;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Boosts a model on some rows by a loss of ours: scores them, takes the loss, hands its gradients over, a round at a
 * time.
 */
final class BoostingSession implements AutoCloseable {
    private final NativeBooster booster;
    private final NativeMatrix rows;
    private final FixedPointLogisticLoss loss;
    private final NativeFloatArray gradients;
    private final NativeFloatArray hessians;

    BoostingSession(NativeBooster booster, NativeMatrix rows, FixedPointLogisticLoss loss) {
        this.booster = booster;
        this.rows = rows;
        this.loss = loss;
        this.gradients = new NativeFloatArray(rows.rows());
        this.hessians = new NativeFloatArray(rows.rows());
    }

    /** @param round from 0, in sequence */
    void addTree(int round) throws XGBoostError {
        loss.derive(booster.margins(rows), gradients.numbers(), hessians.numbers());
        booster.boost(rows, round, gradients, hessians);
    }

    @Override
    public void close() {
        gradients.close();
        hessians.close();
    }
}
