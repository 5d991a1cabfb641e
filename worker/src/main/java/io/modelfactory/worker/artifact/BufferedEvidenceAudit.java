package io.modelfactory.worker.artifact;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects resolutions until they are handed on, for work that repeats itself on faults: those of the audit are none of
 * the work's. To be used by one thread.
 */
public final class BufferedEvidenceAudit implements EvidenceAudit {
    private final EvidenceAudit delegate;
    private final List<ReferenceAccess> buffered = new ArrayList<>();

    public BufferedEvidenceAudit(EvidenceAudit delegate) {
        this.delegate = delegate;
    }

    @Override
    public void record(List<ReferenceAccess> resolutions) {
        buffered.addAll(resolutions);
    }

    /** Hands on what has come in since the last time; what could not be handed on stays. */
    public void flush() {
        if (!buffered.isEmpty()) {
            delegate.record(List.copyOf(buffered));
            buffered.clear();
        }
    }
}
