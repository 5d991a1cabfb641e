/**
 * What a model's scores are measured by: discrimination and probabilities, exactly summed, whatever order rows come in.
 */
@NullMarked
package io.modelfactory.worker.evaluate.metric;

import org.jspecify.annotations.NullMarked;
