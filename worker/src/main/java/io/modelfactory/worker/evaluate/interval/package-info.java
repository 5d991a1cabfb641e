/** How certain a measure is: draws of whole blocks of rows, their percentiles, and paired differences of two models. */
@NullMarked
package io.modelfactory.worker.evaluate.interval;

import org.jspecify.annotations.NullMarked;
