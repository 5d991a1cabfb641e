/**
 * Publishes a packed bundle: a handshake with the append-only registry prefix that succeeds when the same bytes are
 * already there, conflicts when others are, and ends in one lifecycle event. The run's evidence is read again and
 * compared with the ledger first; the training code cannot be reached from here.
 */
@NullMarked
package io.modelfactory.worker.publish;

import org.jspecify.annotations.NullMarked;
