/**
 * How values become text that cannot be misread: markup in which everything that is not an element is escaped,
 * characters without a shape made visible, numbers written the same on every machine. Foreign markup cannot get in.
 */
@NullMarked
package io.modelfactory.worker.modelcard.text;

import org.jspecify.annotations.NullMarked;
