package io.modelfactory.worker.artifact;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects resolutions until they are handed on, for work that repeats itself on faults: those of the audit are none of the
 * work's. To be used by one thread.
 */
public final class AuditBuffer implements EvidenceAudit {
    private final EvidenceAudit behind;
    private final List<Resolution> collected = new ArrayList<>();

    public AuditBuffer(EvidenceAudit behind) {
        this.behind = behind;
    }

    @Override
    public void record(List<Resolution> resolutions) {
        collected.addAll(resolutions);
    }

    /** Hands on what has come in since the last time; what could not be handed on stays. */
    public void flush() {
        if (!collected.isEmpty()) {
            behind.record(List.copyOf(collected));
            collected.clear();
        }
    }
}
