package io.modelfactory.worker.console.page;

import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.console.DeadLetterEntry;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import java.util.List;

/** Answers for dead letters. */
public final class DeadLetterPages {
    private static final int MOST = 100;

    private final ConsoleSources sources;

    public DeadLetterPages(ConsoleSources sources) {
        this.sources = sources;
    }

    public RouteAnswer deadLetters(RouteRequest request) {
        List<DeadLetterEntry> letters = sources.deadLetters(MOST);
        return RouteAnswer.of(new DeadLettersPage(
                letters,
                MOST,
                letters.isEmpty()
                        ? List.of()
                        : List.of(sources.command(
                                "dlq replay --at " + letters.get(0).position()))));
    }
}
