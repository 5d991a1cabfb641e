package io.modelfactory.worker.console.page;

import io.javalin.http.BadRequestResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * In which order runs are listed.
 *
 * @param metric of the gate, whose value orders the runs; there for {@code HIGHEST} and {@code LOWEST}
 */
record RunsOrder(OrderKey key, Optional<String> metric) {
    static final RunsOrder CHANGED = new RunsOrder(OrderKey.CHANGED, Optional.empty());

    private static final String PROBLEM =
            "sort: is changed, state, longest or shortest, or highest: or lowest: and a metric of the gate";

    /** What orders runs. */
    enum OrderKey {
        CHANGED("latest change first"),
        STATE("by state"),
        LONGEST("longest first"),
        SHORTEST("shortest first"),
        HIGHEST("highest"),
        LOWEST("lowest");

        private final String text;

        OrderKey(String text) {
            this.text = text;
        }

        /** Whether it takes a metric. */
        boolean isByMetric() {
            return this == HIGHEST || this == LOWEST;
        }
    }

    /** As the page's address has it, such as {@code longest} or {@code highest:auc_roc}. */
    String value() {
        return key.name().toLowerCase(Locale.ROOT)
                + metric.map(name -> ":" + name).orElse("");
    }

    /** As the choice of an order is called. */
    String text() {
        return key.text + metric.map(name -> " " + name + " first").orElse("");
    }

    /** As a list in this order is called. */
    String caption() {
        return switch (key) {
            case CHANGED -> "Runs, the " + text();
            case STATE -> "Runs by state, of each state the latest change first";
            case LONGEST, SHORTEST -> "Runs that have ended, the " + text();
            case HIGHEST, LOWEST -> "Runs that a gate has judged, the " + text();
        };
    }

    /** @throws BadRequestResponse if it is none */
    static RunsOrder of(String value) {
        int colon = value.indexOf(':');
        String name = colon < 0 ? value : value.substring(0, colon);
        Optional<String> metric = colon < 0 ? Optional.empty() : Optional.of(value.substring(colon + 1));
        return Arrays.stream(OrderKey.values())
                .filter(key -> key.name().toLowerCase(Locale.ROOT).equals(name))
                .filter(key -> key.isByMetric()
                        == metric.filter(given -> !given.isEmpty()).isPresent())
                .map(key -> new RunsOrder(key, metric))
                .findFirst()
                .orElseThrow(() -> new BadRequestResponse(PROBLEM));
    }
}
