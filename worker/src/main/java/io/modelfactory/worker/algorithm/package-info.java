/**
 * Trains a model and scores rows with it, behind a {@link io.modelfactory.worker.algorithm.Trainer} for each algorithm id. The
 * same rows, hyper-parameters and seed give the same bytes on any number of threads; nothing outside this room knows the
 * library.
 */
@NullMarked
package io.modelfactory.worker.algorithm;

import org.jspecify.annotations.NullMarked;
