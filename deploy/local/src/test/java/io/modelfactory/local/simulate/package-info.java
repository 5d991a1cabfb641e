/**
 * Tests of the simulated and the real datasets: same seed same rows, features from the past only, digests that hold.
 */
@NullMarked
package io.modelfactory.local.simulate;

import org.jspecify.annotations.NullMarked;
