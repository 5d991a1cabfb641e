/**
 * Compares the ledger with the object store, for each platform run and day, and records the result once. Counts and
 * references come from the ledger, bytes from the store; the resulting document is kept in the ledger and archived in
 * the store.
 */
@NullMarked
package io.modelfactory.worker.reconcile;

import org.jspecify.annotations.NullMarked;
