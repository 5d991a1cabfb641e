/** What the cellar promises, told by its tests. */
@NullMarked
package io.modelfactory.worker.artifact;

import org.jspecify.annotations.NullMarked;
