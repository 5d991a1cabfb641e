/** The {@code events} table: which column of a file becomes which role or feature, and how rows come into it. */
@NullMarked
package io.modelfactory.worker.dataset.table;

import org.jspecify.annotations.NullMarked;
