/**
 * Carries out what the ledger has committed: messages to Kafka, receipts to the object store. Both are repeated until they
 * have arrived, and only then noted as done, so each arrives at least once and, within its key, in order. Nothing here
 * decides anything; rows come from the ledger and leave the house.
 */
@NullMarked
package io.modelfactory.worker.outbox;

import org.jspecify.annotations.NullMarked;
