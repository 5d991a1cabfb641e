/**
 * Measures a model on held-out rows, slice by slice too, and the published champion on the same ones: labels and scores
 * go in; metrics, curves and importances come out, the same to the last bit whatever order the rows had. A metric that
 * is undefined on the rows is absent, never a made-up number.
 */
@NullMarked
package io.modelfactory.worker.evaluate;

import org.jspecify.annotations.NullMarked;
