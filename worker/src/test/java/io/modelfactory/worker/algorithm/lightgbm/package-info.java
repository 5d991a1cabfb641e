/** Tests of LightGBM's trainer. */
@NullMarked
package io.modelfactory.worker.algorithm.lightgbm;

import org.jspecify.annotations.NullMarked;
