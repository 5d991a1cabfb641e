/** Tests of the store in a folder. */
@NullMarked
package io.modelfactory.worker.artifact.folder;

import org.jspecify.annotations.NullMarked;
