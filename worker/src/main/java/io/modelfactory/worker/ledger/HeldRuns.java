package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.lease.Lease;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The runs that this process holds, as it wrote them last. It may forget any of them, and what it knows may be
 * outdated: a change by what is written here names the event that it follows.
 */
final class HeldRuns {
    /** Far above the runs that one process executes at a time; the rest are runs whose leases were lost. */
    private static final int CAPACITY = 256;

    private final Map<Lease, HeldRun> runs = new LinkedHashMap<>();

    synchronized Optional<HeldRun> find(Lease lease) {
        return Optional.ofNullable(runs.get(lease));
    }

    synchronized void put(Lease lease, HeldRun run) {
        runs.remove(lease);
        runs.put(lease, run);
        if (runs.size() > CAPACITY) {
            runs.remove(runs.keySet().iterator().next());
        }
    }

    /** The run has been changed without an event. What is known of its requests holds if nothing else has happened. */
    synchronized void refresh(Lease lease, RunRow row) {
        HeldRun known = runs.remove(lease);
        if (known != null && known.row().lastEventSeq() == row.lastEventSeq()) {
            runs.put(lease, new HeldRun(row, known.unanswered()));
        }
    }

    synchronized void forget(Lease lease) {
        runs.remove(lease);
    }
}
