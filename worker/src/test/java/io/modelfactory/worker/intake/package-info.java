/** Tests of what becomes of one record. */
@NullMarked
package io.modelfactory.worker.intake;

import org.jspecify.annotations.NullMarked;
