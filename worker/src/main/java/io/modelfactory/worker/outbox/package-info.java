/**
 * Carries what the ledger has committed to where others see it: messages to Kafka, in order per key, and receipts to
 * the object store. Both are repeated until they are acknowledged, so nothing that was committed is lost.
 */
@NullMarked
package io.modelfactory.worker.outbox;

import org.jspecify.annotations.NullMarked;
