package io.modelfactory.worker.dataset;

import java.util.Optional;

/**
 * What the declared roles say of the events of one part, in the order of its matrix. Each array has one element per
 * event, is not copied, and is not to be changed. A role that the datasets do not declare is empty: code that needs it
 * must say so instead of assuming a value.
 */
public final class EventRoles {
    private final Optional<long[]> times;
    private final Optional<int[]> entities;
    private final Optional<double[]> amounts;
    private final Optional<double[]> samplingRates;

    public EventRoles(
            Optional<long[]> times,
            Optional<int[]> entities,
            Optional<double[]> amounts,
            Optional<double[]> samplingRates) {
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
    public Optional<long[]> times() {
        return times;
    }

    /** A number from 0 for each entity, in the code point order of their ids; the ids themselves stay in the rows. */
    public Optional<int[]> entities() {
        return entities;
    }

    /** Money that each event is about, at least 0. */
    public Optional<double[]> amounts() {
        return amounts;
    }

    /** The share of such events that the rows hold, above 0 and at most 1. */
    public Optional<double[]> samplingRates() {
        return samplingRates;
    }
}
