/** Tests of the record of references that were followed. */
@NullMarked
package io.modelfactory.worker.artifact.audit;

import org.jspecify.annotations.NullMarked;
