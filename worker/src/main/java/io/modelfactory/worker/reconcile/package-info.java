/**
 * Holds the ledger against the object store, platform run by platform run and day by day, and writes down what it finds, once.
 * Counts and references come from the ledger, bytes from the store; a document comes out that the ledger keeps and the store
 * gets a copy of.
 */
@NullMarked
package io.modelfactory.worker.reconcile;

import org.jspecify.annotations.NullMarked;
