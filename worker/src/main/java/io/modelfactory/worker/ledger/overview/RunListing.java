package io.modelfactory.worker.ledger.overview;

import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A page of runs, the latest change first.
 *
 * @param next where the following page begins; empty if this is the last one
 * @param searchedTo how far back it was searched, if the page is not full because that was far enough for once; the
 *     following page searches on from there
 */
public record RunListing(List<ListedRun> runs, Optional<RunPosition> next, Optional<Instant> searchedTo) {
    public RunListing {
        runs = List.copyOf(runs);
    }

    /** @param changedAt when it ended, or else last changed */
    public record ListedRun(RunRecord run, Instant changedAt) {}
}
