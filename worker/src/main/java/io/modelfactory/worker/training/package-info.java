/**
 * The computing part of a run, step by step: a specification and its inputs go in; split, model and metrics come out. A
 * {@link io.modelfactory.worker.training.BuildExecutor} decides where it is computed, in this process or in another
 * one, with the same bytes as result. It knows neither ledger nor store.
 */
@NullMarked
package io.modelfactory.worker.training;

import org.jspecify.annotations.NullMarked;
