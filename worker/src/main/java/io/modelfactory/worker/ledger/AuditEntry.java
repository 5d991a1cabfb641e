package io.modelfactory.worker.ledger;

import io.modelfactory.worker.artifact.Resolution;
import java.util.Optional;

/** One resolution, to be written down with who is behind it. */
record AuditEntry(
        String platformRunId,
        Optional<String> runKey,
        Optional<String> requestId,
        Actor actor,
        String workerId,
        Resolution resolution) {}
