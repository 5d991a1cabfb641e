/**
 * The messages that were committed together with a state and are still to be sent. The ledger appends them in its own
 * transactions; the relay reads pages of them, and marks those that the broker acknowledged.
 */
@NullMarked
package io.modelfactory.worker.ledger.outbox;

import org.jspecify.annotations.NullMarked;
