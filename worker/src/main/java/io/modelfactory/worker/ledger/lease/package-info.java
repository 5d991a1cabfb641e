/**
 * The right to change a run: who holds it, until when, and under which fencing token. The predicates by which the
 * ledger's statements check a lease are here, once.
 */
@NullMarked
package io.modelfactory.worker.ledger.lease;

import org.jspecify.annotations.NullMarked;
