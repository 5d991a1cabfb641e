/**
 * Simulates the Offline Feature plane on a developer's machine: it writes datasets, with their manifests, below an
 * object-store root. Card transactions come from a seeded simulation ({@code FraudSimulation}), pass a feature plane
 * that knows only the past ({@code FeaturePlane}) and end in Parquet files; credit applications are real and come from
 * a resource. Everything enters through {@link io.modelfactory.local.simulate.LocalDatasets}, and the same seed gives
 * the same rows on any JDK.
 */
@NullMarked
package io.modelfactory.local.simulate;

import org.jspecify.annotations.NullMarked;
