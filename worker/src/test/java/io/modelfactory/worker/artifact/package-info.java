/** Tests of the object stores, canonical JSON and references. */
@NullMarked
package io.modelfactory.worker.artifact;

import org.jspecify.annotations.NullMarked;
