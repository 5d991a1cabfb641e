package io.modelfactory.worker.ledger.overview;

import io.modelfactory.worker.ledger.overview.RunListing.ListedRun;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/**
 * Pages through the runs by state, in the order in which a run comes through them, and of each state the latest change
 * first: the lists of {@link RunListingQuery}, one behind the other, each of which an index has in its order.
 */
public final class RunStateQuery {
    private final Database database;

    public RunStateQuery(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** A run with its place in the list. */
    private record PlacedRun(RunRecord run, StatePosition place) {}

    /**
     * @param from where the page begins; empty for the first one
     * @throws io.modelfactory.worker.failure.TransientFaultException if the database does not answer
     */
    public StateListing page(RunListingFilter filter, Optional<StatePosition> from, int size) {
        return database.readOnlySnapshot(handle -> page(handle, filter, from, size));
    }

    private static StateListing page(Handle handle, RunListingFilter filter, Optional<StatePosition> from, int size) {
        List<PlacedRun> found = new ArrayList<>();
        for (RunState state : RunState.values()) {
            if (filter.state().filter(only -> only != state).isPresent()
                    || from.filter(place -> place.state().compareTo(state) > 0).isPresent()) {
                continue;
            }
            Optional<RunPosition> behind =
                    from.filter(place -> place.state() == state).flatMap(StatePosition::behind);
            // One more than the page has says whether there is another page.
            RunListing listing = RunListingQuery.page(handle, filter.ofState(state), behind, size + 1 - found.size());
            listing.runs().forEach(run -> found.add(placed(state, run)));
            if (found.size() > size) {
                return new StateListing(
                        runs(found.subList(0, size)),
                        Optional.of(found.get(size - 1).place()),
                        Optional.empty());
            } else if (listing.next().isPresent()) {
                return new StateListing(
                        runs(found), Optional.of(new StatePosition(state, listing.next())), listing.searchedTo());
            }
        }
        return new StateListing(runs(found), Optional.empty(), Optional.empty());
    }

    private static PlacedRun placed(RunState state, ListedRun listed) {
        RunPosition place = new RunPosition(listed.changedAt(), listed.run().runKey());
        return new PlacedRun(listed.run(), new StatePosition(state, Optional.of(place)));
    }

    private static List<RunRecord> runs(List<PlacedRun> placed) {
        return placed.stream().map(PlacedRun::run).toList();
    }
}
