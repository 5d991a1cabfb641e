package io.modelfactory.spark;

import java.net.UnknownHostException;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * A training on a few synthetic rows, by all executors together, before they are given any others. Afterwards they have
 * loaded the classes and the native library, have compiled what rows go through, and have shown that they reach each
 * other and agree: what a training would fail by is found before it.
 *
 * @param threads of a task
 */
record ClusterWarmUp(CollectiveStage stage, int threads) {
    /** @throws JobRefusedException if the tasks do not agree */
    void run() throws XGBoostError, UnknownHostException {
        ShardModel.agreed(stage.run(tracker -> new WarmUpTask(tracker, stage.tasks(), threads), ShardModel.class));
    }
}
