@NullMarked
package io.modelfactory.worker.algorithm.xgboost;

import org.jspecify.annotations.NullMarked;
