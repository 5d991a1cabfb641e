package io.modelfactory.worker.console;

import io.javalin.http.HandlerType;
import io.javalin.http.NotFoundResponse;
import io.modelfactory.worker.console.access.ConsoleAccess;
import io.modelfactory.worker.console.access.ConsoleRole;
import io.modelfactory.worker.console.page.NowPages;
import io.modelfactory.worker.console.page.RunPages;
import io.modelfactory.worker.console.page.RunsFilter;
import io.modelfactory.worker.console.page.RunsPages;
import io.modelfactory.worker.console.page.SharedPages;
import io.modelfactory.worker.console.route.ConsoleRoute;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteKind;
import io.modelfactory.worker.console.route.RouteParameter;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.console.view.AssetFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The one list of the console's addresses. */
record ConsoleRoutes(List<ConsoleRoute> all) {
    private static final RouteParameter RUN_KEY =
            RouteParameter.path("run_key", "of the run, or as much of its beginning as no other run shares");

    static ConsoleRoutes of(ConsoleParts parts, ConsoleAccess access) {
        List<ConsoleRoute> routes = new ArrayList<>(pages(parts));
        routes.add(ConsoleRoute.open(
                HandlerType.GET,
                "/assets/{version}/{name}",
                RouteKind.ASSET,
                "asset",
                "Style, script and icon of the pages",
                List.of(RouteParameter.path("version", "of the content"), RouteParameter.path("name", "of the file")),
                request -> asset(request, parts.assets())));
        routes.addAll(access.routes());
        return new ConsoleRoutes(List.copyOf(routes));
    }

    private static List<ConsoleRoute> pages(ConsoleParts parts) {
        ConsoleSources sources = parts.sources();
        SharedPages shared = new SharedPages(System::nanoTime);
        NowPages now = new NowPages(sources);
        RunsPages runs = new RunsPages(sources, parts.documents());
        RunPages run = new RunPages(sources, parts.documents(), parts.curves());
        return List.of(
                ConsoleRoute.page("/", "now", "How the factory stands", List.of(), shared.shared(now::now)),
                ConsoleRoute.page(
                        "/runs",
                        "runs",
                        "Runs, the latest change first",
                        RunsFilter.PARAMETERS,
                        shared.shared(runs::runs)),
                ConsoleRoute.page("/runs/{run_key}", "run", "A run", List.of(RUN_KEY), shared.shared(run::run)),
                new ConsoleRoute(
                        HandlerType.GET,
                        "/events",
                        RouteKind.STREAM,
                        "events",
                        "Changes of the ledger, as server-sent events",
                        Optional.of(ConsoleRole.VIEWER),
                        false,
                        List.of(),
                        parts.streams()::open));
    }

    private static RouteAnswer asset(RouteRequest request, AssetFiles assets) {
        AssetFiles.AssetFile file = assets.find(request.path("name"))
                .filter(found -> found.version().equals(request.path("version")))
                .orElseThrow(() -> new NotFoundResponse("there is no such file"));
        request.http().header("Cache-Control", "public, max-age=31536000, immutable");
        return new RouteAnswer.Content(file.content(), file.contentType(), Optional.empty(), Optional.empty());
    }
}
