/**
 * The plumbing between the ledger and PostgreSQL: transactions with translated faults, batches of statements, column
 * readers, advisory locks, storable text. It knows nothing of runs; the ledger depends on it and never the reverse.
 */
@NullMarked
package io.modelfactory.worker.ledger.postgres;

import org.jspecify.annotations.NullMarked;
