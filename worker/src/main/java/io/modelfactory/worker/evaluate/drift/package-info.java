/** How far training rows and test rows, and their scores, lie apart. */
@NullMarked
package io.modelfactory.worker.evaluate.drift;

import org.jspecify.annotations.NullMarked;
