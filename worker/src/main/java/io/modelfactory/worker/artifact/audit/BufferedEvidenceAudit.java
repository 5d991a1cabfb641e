package io.modelfactory.worker.artifact.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

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

    /**
     * Does work that reads, and records all that it has read at once when it ends, whichever way: before its result is
     * used, as if each reading had been recorded by itself, for one transaction instead of many.
     *
     * @param work is given the audit that it has to use; changes nothing that lasts
     */
    public static <T> T recordTogether(EvidenceAudit delegate, Function<EvidenceAudit, T> work) {
        BufferedEvidenceAudit read = new BufferedEvidenceAudit(delegate);
        T result;
        try {
            result = work.apply(read);
        } catch (RuntimeException failed) {
            read.flushAfter(failed);
            throw failed;
        }
        read.flush();
        return result;
    }

    /** A reading that is not on record comes before what it led to. */
    private void flushAfter(RuntimeException failed) {
        try {
            flush();
        } catch (RuntimeException unrecorded) {
            unrecorded.addSuppressed(failed);
            throw unrecorded;
        }
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
