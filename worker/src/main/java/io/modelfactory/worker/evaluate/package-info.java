/**
 * Measures a model on held-out rows: labels and scores go in; metrics, curves and importances come out, the same to the last
 * bit whatever order the rows had. A metric that is undefined on the rows is absent, never a made-up number.
 */
@NullMarked
package io.modelfactory.worker.evaluate;

import org.jspecify.annotations.NullMarked;
