/** Tests of the links between the documents of a run. */
@NullMarked
package io.modelfactory.worker.evidence;

import org.jspecify.annotations.NullMarked;
