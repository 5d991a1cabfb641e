/** Rows as numbers: categories numbered by the training part, matrices filled, roles of events read beside them. */
@NullMarked
package io.modelfactory.worker.dataset.encoding;

import org.jspecify.annotations.NullMarked;
