/**
 * The computing part of a run: local files and a plan go in, split, model and metrics come out, step by step. It knows
 * neither ledger nor store, so that it can be done in this process or in another one, with the same bytes as result.
 */
@NullMarked
package io.modelfactory.worker.training;

import org.jspecify.annotations.NullMarked;
