/**
 * The algorithms that can train a model: a {@link io.modelfactory.worker.algorithm.TrainerProvider} each, found by its
 * id in {@link io.modelfactory.worker.algorithm.TrainerRegistry}. The same rows, hyper-parameters and seed give the
 * same bytes on any number of threads. Each library is known in the subpackage of its provider only.
 */
@NullMarked
package io.modelfactory.worker.algorithm;

import org.jspecify.annotations.NullMarked;
