package io.modelfactory.worker.console;

import io.javalin.http.HandlerType;
import io.javalin.http.NotFoundResponse;
import io.modelfactory.worker.console.access.ConsoleAccess;
import io.modelfactory.worker.console.page.NowPages;
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
record ConsoleRoutes(List<ConsoleRoute> all, AssetFiles assets) {

    static ConsoleRoutes of(ConsoleSources sources, ConsoleAccess access) {
        AssetFiles assets = new AssetFiles();
        NowPages now = new NowPages(sources);
        List<ConsoleRoute> routes = new ArrayList<>(List.of(
                ConsoleRoute.page("/", "now", "How the factory stands", List.of(), now::now),
                ConsoleRoute.open(
                        HandlerType.GET,
                        "/assets/{version}/{name}",
                        RouteKind.ASSET,
                        "asset",
                        "Style, script and icon of the pages",
                        List.of(
                                RouteParameter.path("version", "of the content"),
                                RouteParameter.path("name", "of the file")),
                        request -> asset(request, assets))));
        routes.addAll(access.routes());
        return new ConsoleRoutes(List.copyOf(routes), assets);
    }

    private static RouteAnswer asset(RouteRequest request, AssetFiles assets) {
        AssetFiles.AssetFile file = assets.find(request.path("name"))
                .filter(found -> found.version().equals(request.path("version")))
                .orElseThrow(() -> new NotFoundResponse("there is no such file"));
        request.http().header("Cache-Control", "public, max-age=31536000, immutable");
        return new RouteAnswer.Content(file.content(), file.contentType(), Optional.empty(), Optional.empty());
    }
}
