/** Tests of logistic regression. */
@NullMarked
package io.modelfactory.worker.algorithm.logistic;

import org.jspecify.annotations.NullMarked;
