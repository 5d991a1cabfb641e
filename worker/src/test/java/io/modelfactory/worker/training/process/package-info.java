/** Builds in processes of their own. */
@NullMarked
package io.modelfactory.worker.training.process;

import org.jspecify.annotations.NullMarked;
