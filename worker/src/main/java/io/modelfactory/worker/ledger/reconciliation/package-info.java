/**
 * What a reconciliation needs of the ledger: the days that are due, counts by state and type, the objects that the
 * store must hold. It reads the ledger in one snapshot and records what was reconciled; the comparison itself is made
 * elsewhere.
 */
@NullMarked
package io.modelfactory.worker.ledger.reconciliation;

import org.jspecify.annotations.NullMarked;
