/**
 * Logistic regression with a ridge penalty: the transparent baseline that other models are compared with. How values
 * are standardized and what stands for a missing one is part of the model, which is a JSON document that
 * {@code contracts/README.md} describes. Everything is computed in Java, in one order, with
 * {@link java.lang.StrictMath}: a model has the same bytes on any machine.
 */
@NullMarked
package io.modelfactory.worker.algorithm.logistic;

import org.jspecify.annotations.NullMarked;
