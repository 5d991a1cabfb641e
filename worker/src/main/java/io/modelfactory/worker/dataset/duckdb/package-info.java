/**
 * The database that rows are read, checked and split in: connections, settings, limits, tables that are kept for the
 * next small build, and how names and texts come into a statement. Knows no data set.
 */
@NullMarked
package io.modelfactory.worker.dataset.duckdb;

import org.jspecify.annotations.NullMarked;
