package io.modelfactory.worker.ledger.audit;

import io.modelfactory.worker.artifact.audit.ReferenceAccess;
import java.util.Optional;

/** One access to a protected reference, to be recorded with its actor. */
public record AuditEntry(
        String platformRunId,
        Optional<String> runKey,
        Optional<String> requestId,
        AuditActor actor,
        String workerId,
        ReferenceAccess resolution) {}
