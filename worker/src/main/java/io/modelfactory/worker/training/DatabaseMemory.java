package io.modelfactory.worker.training;

import io.modelfactory.worker.algorithm.TrainingMemory;
import java.util.Optional;

/**
 * What the database of a build may hold of its rows, outside of the heap; beyond it they are spilled.
 *
 * @param set as DuckDB writes it, such as {@code 2GB}; if empty it grows with the rows
 */
public record DatabaseMemory(Optional<String> set) {
    /** What those write who set nothing. */
    public static final String GROWING = "growing";

    private static final long LEAST_MEGABYTES = 1_000;
    private static final long MEGABYTE = 1_000_000;

    /** @param text an amount, or {@link #GROWING} */
    public static DatabaseMemory of(String text) {
        return new DatabaseMemory(Optional.of(text).filter(amount -> !amount.equals(GROWING)));
    }

    /** Where nothing is known of a training. */
    public String least() {
        return set.orElse(LEAST_MEGABYTES + "MB");
    }

    /**
     * Rows are prepared before they are trained on, so that what the training takes outside of the heap is free
     * meanwhile: as much makes the build take no more at its peak.
     */
    String beside(TrainingMemory training) {
        return set.orElseGet(() -> Math.max(LEAST_MEGABYTES, training.nativeBytes() / MEGABYTE) + "MB");
    }
}
