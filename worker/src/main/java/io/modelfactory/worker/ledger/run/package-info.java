/**
 * What the ledger keeps of a run: its record, its states with the transitions between them, and its events. These are
 * values; the ledger writes them and each later stage reads them.
 */
@NullMarked
package io.modelfactory.worker.ledger.run;

import org.jspecify.annotations.NullMarked;
