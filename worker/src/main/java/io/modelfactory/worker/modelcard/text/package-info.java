/**
 * How values become text that cannot be misread: markup in which everything that is not an element is escaped, characters
 * without a shape made visible, numbers written the same on every machine. There is no way in for markup that somebody
 * else wrote.
 */
@NullMarked
package io.modelfactory.worker.modelcard.text;

import org.jspecify.annotations.NullMarked;
