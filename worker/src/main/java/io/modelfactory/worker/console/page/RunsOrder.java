package io.modelfactory.worker.console.page;

import io.javalin.http.BadRequestResponse;
import java.util.Arrays;
import java.util.Locale;

/** In which order runs are listed. */
enum RunsOrder {
    CHANGED("latest change first"),
    LONGEST("longest first"),
    SHORTEST("shortest first");

    private final String text;

    RunsOrder(String text) {
        this.text = text;
    }

    /** As the page's address has it. */
    String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    String text() {
        return text;
    }

    boolean isByDuration() {
        return this != CHANGED;
    }

    static RunsOrder of(String value) {
        return Arrays.stream(values())
                .filter(order -> order.value().equals(value))
                .findFirst()
                .orElseThrow(() -> new BadRequestResponse("sort: is changed, longest or shortest"));
    }
}
