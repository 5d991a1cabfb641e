package io.modelfactory.worker.ledger.overview;

import io.modelfactory.worker.ledger.run.RunState;

/**
 * How many runs are in a state.
 *
 * @param runs counted up to a bound
 * @param more whether there are more than that
 * @param lastDay those that came to it within 24 hours, for runs that have come to rest; counted up to the bound too
 */
public record StateCount(RunState state, int runs, boolean more, int lastDay) {}
