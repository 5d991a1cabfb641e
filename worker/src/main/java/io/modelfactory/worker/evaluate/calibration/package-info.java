/** Scores turned into probabilities, by curves that are fitted to validation rows. */
@NullMarked
package io.modelfactory.worker.evaluate.calibration;

import org.jspecify.annotations.NullMarked;
