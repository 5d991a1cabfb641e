/** Tests of the relay of messages and the archive of receipts. */
@NullMarked
package io.modelfactory.worker.outbox;

import org.jspecify.annotations.NullMarked;
