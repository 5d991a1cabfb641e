/** What carries the ledger's messages and receipts out, told by its tests. */
@NullMarked
package io.modelfactory.worker.outbox;

import org.jspecify.annotations.NullMarked;
