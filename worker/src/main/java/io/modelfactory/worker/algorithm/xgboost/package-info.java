/**
 * Trains and scores gradient boosted trees with XGBoost. Rows go to the library's C interface as quantiles; the loss is
 * summed in fixed point, so that a model has the same bytes on any number of threads. No other package knows XGBoost.
 */
@NullMarked
package io.modelfactory.worker.algorithm.xgboost;

import org.jspecify.annotations.NullMarked;
