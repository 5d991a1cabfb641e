package io.modelfactory.worker.ledger.overview;

import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * A page of runs by duration.
 *
 * @param next where the following page begins; empty if this is the last one
 * @param cutShort whether the page is not full because it was searched far enough for once
 */
public record DurationListing(List<RunRecord> runs, Optional<DurationPosition> next, boolean cutShort) {
    public DurationListing {
        runs = List.copyOf(runs);
    }
}
