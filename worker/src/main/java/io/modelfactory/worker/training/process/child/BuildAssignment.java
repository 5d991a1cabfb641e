package io.modelfactory.worker.training.process.child;

import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.training.BuildSpec;

/**
 * The argument of {@code BEGIN}: what is to be built, and where its rows are to lie while it is.
 *
 * @param executor that this worker has chosen; no document knows of it
 */
public record BuildAssignment(BuildSpec spec, TrainingExecutor executor) {}
