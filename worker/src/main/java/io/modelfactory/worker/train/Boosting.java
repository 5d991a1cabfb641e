package io.modelfactory.worker.train;

import ml.dmlc.xgboost4j.java.XGBoostError;

/** Boosts a model on some rows by a loss of ours: scores them, takes the loss, hands its gradients over, a round at a time. */
final class Boosting implements AutoCloseable {
    private final NativeBooster booster;
    private final NativeMatrix rows;
    private final FixedPointLogistic loss;
    private final NativeFloats gradients;
    private final NativeFloats hessians;

    Boosting(NativeBooster booster, NativeMatrix rows, FixedPointLogistic loss) {
        this.booster = booster;
        this.rows = rows;
        this.loss = loss;
        this.gradients = new NativeFloats(rows.rows());
        this.hessians = new NativeFloats(rows.rows());
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
