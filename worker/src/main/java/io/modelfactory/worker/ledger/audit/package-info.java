/**
 * Who followed which protected reference on whose behalf. Rows are appended in the transaction that they belong to, and
 * are never changed.
 */
@NullMarked
package io.modelfactory.worker.ledger.audit;

import org.jspecify.annotations.NullMarked;
