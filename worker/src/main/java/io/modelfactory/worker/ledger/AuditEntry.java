package io.modelfactory.worker.ledger;

import io.modelfactory.worker.artifact.ReferenceAccess;
import java.util.Optional;

/** One access to a protected reference, to be recorded with its actor. */
record AuditEntry(
        String platformRunId,
        Optional<String> runKey,
        Optional<String> requestId,
        AuditActor actor,
        String workerId,
        ReferenceAccess resolution) {}
