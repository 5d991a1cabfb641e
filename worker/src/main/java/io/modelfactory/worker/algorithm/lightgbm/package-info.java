/**
 * Trains and scores gradient boosted trees with LightGBM, through its C interface. The loss is summed in fixed point
 * and what depends on the machine is taken out of the model's text, so that a model has the same bytes on any number of
 * threads. No other package knows LightGBM.
 */
@NullMarked
package io.modelfactory.worker.algorithm.lightgbm;

import org.jspecify.annotations.NullMarked;
