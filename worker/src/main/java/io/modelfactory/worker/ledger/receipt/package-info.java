/**
 * Requests and their answers: the receipt that each request gets once, and those still to be written to the object
 * store.
 */
@NullMarked
package io.modelfactory.worker.ledger.receipt;

import org.jspecify.annotations.NullMarked;
