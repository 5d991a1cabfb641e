package io.modelfactory.worker.ledger.overview;

import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A page of runs in the order of a number that each of them has.
 *
 * @param <P> a place in the list
 * @param next where the following page begins; empty if this is the last one
 * @param cutShort whether the page is not full because it was searched far enough for once
 */
public record RankedListing<P>(List<RunRecord> runs, Optional<P> next, boolean cutShort) {
    public RankedListing {
        runs = List.copyOf(runs);
    }

    /**
     * A row of a statement's answer, each of which says how far it was searched.
     *
     * @param run empty in the only row of an answer without runs
     * @param lookedAt runs of the index that were looked at
     * @param backTo the last of them
     */
    record FoundRow<P>(Optional<RunRecord> run, P place, int lookedAt, Optional<P> backTo) {}

    /**
     * @param rows one more than {@code size} if there are more
     * @param window how many runs of the index may be looked at for one page
     */
    static <P> RankedListing<P> of(List<FoundRow<P>> rows, int window, int size) {
        List<RunRecord> runs = new ArrayList<>();
        rows.forEach(row -> row.run().ifPresent(runs::add));
        if (runs.size() > size) {
            return new RankedListing<>(
                    runs.subList(0, size), Optional.of(rows.get(size - 1).place()), false);
        }
        Optional<P> more =
                rows.get(0).lookedAt() < window ? Optional.empty() : rows.get(0).backTo();
        return new RankedListing<>(runs, more, more.isPresent());
    }
}
