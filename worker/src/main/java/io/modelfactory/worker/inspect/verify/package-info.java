/**
 * Reads everything again that a run, or a published bundle, consists of, and says what is missing, altered, invalid or
 * does not belong together. Digests come from the ledger and from the documents that refer to each other; derived ids
 * are derived again.
 */
@NullMarked
package io.modelfactory.worker.inspect.verify;

import org.jspecify.annotations.NullMarked;
