package io.modelfactory.worker.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times of one thing done again and again. */
final class LatencySamples {
    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Long> nanos = new ArrayList<>();

    void add(long nanoseconds) {
        nanos.add(nanoseconds);
    }

    /** Milliseconds within which this share of all was done (nearest rank). */
    double millis(double share) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        int rank = (int) Math.ceil(share * sorted.size());
        return sorted.get(Math.max(rank, 1) - 1) / NANOS_PER_MILLI;
    }
}
