/** What the dataset room promises, told by its tests. */
@NullMarked
package io.modelfactory.worker.dataset;

import org.jspecify.annotations.NullMarked;
