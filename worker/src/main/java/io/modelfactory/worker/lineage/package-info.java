/**
 * Reports to the platform's lineage service what a run reads and makes, as OpenLineage run events by the official
 * client. Runs come in as the ledger has committed them, events go out through whatever transport the wiring names. It
 * is best effort: a run neither waits for it nor fails by it, and what cannot be sent is dropped and counted.
 */
@NullMarked
package io.modelfactory.worker.lineage;

import org.jspecify.annotations.NullMarked;
