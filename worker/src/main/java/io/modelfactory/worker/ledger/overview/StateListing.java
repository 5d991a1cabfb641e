package io.modelfactory.worker.ledger.overview;

import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A page of runs by state, of each state the latest change first.
 *
 * @param next where the following page begins; empty if this is the last one
 * @param searchedTo how far back it was searched in the state of {@code next}, if the page is not full because that was
 *     far enough for once; the following page searches on from there
 */
public record StateListing(List<RunRecord> runs, Optional<StatePosition> next, Optional<Instant> searchedTo) {
    public StateListing {
        runs = List.copyOf(runs);
    }
}
