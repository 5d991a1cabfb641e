/**
 * Turns the references of an admitted request into pinned facts: manifests, materializations, profiles and the
 * published bundle to compare with, each with its digest, locked in one immutable
 * {@link io.modelfactory.worker.resolve.ResolvedTrainPlan}. Every later stage works from the plan alone.
 */
@NullMarked
package io.modelfactory.worker.resolve;

import org.jspecify.annotations.NullMarked;
