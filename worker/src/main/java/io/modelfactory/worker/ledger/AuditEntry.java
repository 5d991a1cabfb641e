package io.modelfactory.worker.ledger;

import io.modelfactory.worker.artifact.ReferenceAccess;
import java.util.Optional;

/** One resolution, to be written down with who is behind it. */
record AuditEntry(
        String platformRunId,
        Optional<String> runKey,
        Optional<String> requestId,
        AuditActor actor,
        String workerId,
        ReferenceAccess resolution) {}
