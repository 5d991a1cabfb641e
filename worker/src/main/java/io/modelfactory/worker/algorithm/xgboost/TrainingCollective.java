package io.modelfactory.worker.algorithm.xgboost;

import ml.dmlc.xgboost4j.java.XGBoostError;

/** Those that train one model together, each on its own part of the rows and in step with the others. */
@FunctionalInterface
interface TrainingCollective {
    /** Of one that has all rows. */
    TrainingCollective ALONE = values -> values;

    /**
     * Adds up whole numbers of all members, which is exact in any order; returns when all have called it.
     *
     * @return as many sums, the same for every member
     * @throws XGBoostError if a member has gone
     */
    long[] sum(long... values) throws XGBoostError;
}
