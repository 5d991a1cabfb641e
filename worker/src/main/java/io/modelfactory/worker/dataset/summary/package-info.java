/** What rows look like: counts of labels, distributions of features, sums of roles. */
@NullMarked
package io.modelfactory.worker.dataset.summary;

import org.jspecify.annotations.NullMarked;
