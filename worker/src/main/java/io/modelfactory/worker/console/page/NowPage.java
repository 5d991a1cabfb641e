package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.modelfactory.worker.console.NeighbourStatus;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import io.modelfactory.worker.ledger.WorkloadQuery.Backlog;
import io.modelfactory.worker.ledger.activity.WorkerStatus;
import io.modelfactory.worker.ledger.overview.StateCount;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the factory stands.
 *
 * @param ledger empty while no database answers
 * @param ledgerProblem why there is nothing of the ledger
 * @param requestLag requests on the topic that no worker has taken; empty while no broker answers
 * @param notice what an operator has to do now, if anything
 */
public record NowPage(
        Optional<LedgerOverview> ledger,
        Optional<String> ledgerProblem,
        Optional<Long> requestLag,
        List<NeighbourStatus> neighbours,
        Optional<Notice> notice)
        implements PageView {

    public NowPage {
        neighbours = List.copyOf(neighbours);
    }

    /** What the ledger says. */
    public record LedgerOverview(
            List<StateCount> states, Backlog backlog, List<WorkView> work, List<WorkerStatus> workers) {
        public LedgerOverview {
            states = List.copyOf(states);
            work = List.copyOf(work);
            workers = List.copyOf(workers);
        }

        /** Runs that passed and are not published, until someone asks for that again. */
        @JsonIgnore
        public int pending() {
            return states.stream()
                    .filter(count -> count.state() == RunState.PUBLISH_PENDING)
                    .mapToInt(StateCount::runs)
                    .sum();
        }
    }

    /**
     * A run that a worker works on.
     *
     * @param text how far it has come
     * @param part of the stage that is done, from 0 to 1; empty where nothing counts it
     * @param leaseEnds by when its worker has to say that it is alive; empty if the run was given back meanwhile
     */
    public record WorkView(
            String runKey, String workerId, String text, Optional<Double> part, Optional<Instant> leaseEnds) {}

    /**
     * A sentence that must not be overlooked.
     *
     * @param command that puts it right, to paste
     */
    public record Notice(String text, Optional<String> command) {}

    @Override
    public String template() {
        return "now.jte";
    }

    @Override
    public String title() {
        return "Now";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.NOW;
    }

    /** What does not answer. */
    @JsonIgnore
    public List<NeighbourStatus> silentNeighbours() {
        return neighbours.stream().filter(neighbour -> !neighbour.answers()).toList();
    }
}
