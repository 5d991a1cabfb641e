package io.modelfactory.worker.ledger.overview;

import io.modelfactory.worker.ledger.run.RunState;
import java.util.Optional;

/**
 * A place in the list of runs by state.
 *
 * @param behind a place among the runs of this state; empty for their beginning
 */
public record StatePosition(RunState state, Optional<RunPosition> behind) {}
