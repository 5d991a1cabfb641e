package io.modelfactory.worker.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HandlerType;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.route.ConsoleRoute;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteKind;
import io.modelfactory.worker.console.route.RouteRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Whether this process answers, and whether the ledger does that its pages are made of; in the form of a worker's
 * health pages. Anyone may ask, so that no reason and no address is told: the page Now has them.
 */
final class ConsoleHealth {
    private static final String NEEDED = "database";
    private static final int UNAVAILABLE = 503;

    private final ConsoleSources sources;

    ConsoleHealth(ConsoleSources sources) {
        this.sources = sources;
    }

    List<ConsoleRoute> routes() {
        return List.of(
                ConsoleRoute.open(
                        HandlerType.GET,
                        "/livez",
                        RouteKind.HEALTH,
                        "livez",
                        "Whether this process answers",
                        List.of(),
                        request -> document(Json.object().put("live", true))),
                ConsoleRoute.open(
                        HandlerType.GET,
                        "/readyz",
                        RouteKind.HEALTH,
                        "readyz",
                        "Whether the ledger answers that pages are made of; 503 if it does not",
                        List.of(),
                        this::ready));
    }

    /** Without broker and store there are pages still. */
    private RouteAnswer ready(RouteRequest request) {
        ObjectNode answer = Json.object();
        ObjectNode checks = Json.object();
        boolean ready = true;
        for (NeighbourStatus neighbour : sources.neighbours()) {
            if (neighbour.name().equals(NEEDED)) {
                ready = neighbour.answers();
                ObjectNode check = checks.putObject(neighbour.name()).put("ready", ready);
                neighbour.problem().ifPresent(problem -> check.put("reason", "does not answer"));
            }
        }
        request.http().status(ready ? 200 : UNAVAILABLE);
        return document(answer.put("ready", ready).set("checks", checks));
    }

    private static RouteAnswer document(ObjectNode document) {
        return new RouteAnswer.Content(
                Json.text(document).getBytes(StandardCharsets.UTF_8),
                "application/json",
                Optional.empty(),
                Optional.empty());
    }
}
