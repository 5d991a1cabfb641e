/** Which part each row belongs to: by time, by a hash, by entity, and as the champion's own data have it. */
@NullMarked
package io.modelfactory.worker.dataset.split;

import org.jspecify.annotations.NullMarked;
