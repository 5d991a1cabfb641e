package io.modelfactory.worker.ledger.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * One access to a protected reference, as the ledger has it.
 *
 * @param id grows with time
 * @param runKey the run it was read for; empty at admission of a request that was refused
 * @param requestId the request that named it; empty where a run reads its evidence
 * @param actor the principal on whose behalf it was read
 * @param actorSourceType {@code HUMAN} or {@code SYSTEM}
 * @param workerId the process that read it
 * @param what kind of evidence it leads to
 * @param sha256 of what was read; empty if it was refused
 * @param outcome {@code RESOLVED}, or the code by which it was refused
 */
public record AuditRecord(
        long id,
        Instant occurredAt,
        String platformRunId,
        Optional<String> runKey,
        Optional<String> requestId,
        String actor,
        String actorSourceType,
        String workerId,
        String purpose,
        String what,
        String ref,
        Optional<String> sha256,
        String outcome) {}
