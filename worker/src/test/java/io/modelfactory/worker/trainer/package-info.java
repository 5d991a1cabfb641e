/** Builds in processes of their own. */
@NullMarked
package io.modelfactory.worker.trainer;

import org.jspecify.annotations.NullMarked;
