package io.modelfactory.worker.ledger.audit;

import java.time.Instant;

/**
 * An entry as the ledger has it.
 *
 * @param id grows with time
 */
public record ConsoleActionRecord(long id, Instant occurredAt, ConsoleActionEntry entry) {}
