package io.modelfactory.worker.console;

import java.util.Locale;
import java.util.Optional;

/**
 * How something stands that the factory depends on.
 *
 * @param name such as {@code database}
 * @param detail where it is, for people
 * @param problem why it does not answer; empty if it does
 */
public record NeighbourStatus(String name, String detail, Optional<String> problem) {
    public boolean answers() {
        return problem.isEmpty();
    }

    /** The name for people. */
    public String title() {
        String words = name.replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
