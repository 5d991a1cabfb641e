/**
 * The ledger's history by month: {@link io.modelfactory.worker.ledger.retention.MonthlyHistory} makes the partitions of
 * the coming months, lists those there are, and writes one into files.
 * {@link io.modelfactory.worker.ledger.retention.ExportedMonth} names what was written, by which the month can be
 * detached. Rows flow from the ledger into files only; nothing here deletes one.
 */
@NullMarked
package io.modelfactory.worker.ledger.retention;

import org.jspecify.annotations.NullMarked;
