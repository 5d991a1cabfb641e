/** Rows in an order, under a number, in groups, and on a day: what all measures build on. Knows no measure. */
@NullMarked
package io.modelfactory.worker.evaluate.rows;

import org.jspecify.annotations.NullMarked;
