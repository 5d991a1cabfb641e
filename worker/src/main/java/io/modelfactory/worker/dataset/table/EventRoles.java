package io.modelfactory.worker.dataset.table;

import io.modelfactory.worker.model.DoubleColumn;
import io.modelfactory.worker.model.IntColumn;
import io.modelfactory.worker.model.LongColumn;
import java.util.Optional;

/**
 * What the declared roles say of the events of one part, in the order of its matrix. Each column has one number per
 * event, and is not to be changed. A role that the datasets do not declare is empty: code that needs it must say so
 * instead of assuming a value.
 */
public final class EventRoles {
    private final Optional<LongColumn> times;
    private final Optional<IntColumn> entities;
    private final Optional<DoubleColumn> amounts;
    private final Optional<DoubleColumn> samplingRates;

    public EventRoles(
            Optional<LongColumn> times,
            Optional<IntColumn> entities,
            Optional<DoubleColumn> amounts,
            Optional<DoubleColumn> samplingRates) {
        this.times = times;
        this.entities = entities;
        this.amounts = amounts;
        this.samplingRates = samplingRates;
    }

    /** Of events without any role. */
    public static EventRoles none() {
        return new EventRoles(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** When each event happened, in microseconds since 1970 in UTC. */
    public Optional<LongColumn> times() {
        return times;
    }

    /** A number from 0 for each entity, in the code point order of their ids; the ids themselves stay in the rows. */
    public Optional<IntColumn> entities() {
        return entities;
    }

    /** Money that each event is about, at least 0. */
    public Optional<DoubleColumn> amounts() {
        return amounts;
    }

    /** The share of such events that the rows hold, above 0 and at most 1. */
    public Optional<DoubleColumn> samplingRates() {
        return samplingRates;
    }
}
