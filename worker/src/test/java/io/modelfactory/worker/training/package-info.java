/** Tests of how a build is executed: here of what depends on its inputs alone. */
@NullMarked
package io.modelfactory.worker.training;

import org.jspecify.annotations.NullMarked;
