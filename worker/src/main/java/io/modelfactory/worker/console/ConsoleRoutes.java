package io.modelfactory.worker.console;

import io.javalin.http.HandlerType;
import io.javalin.http.NotFoundResponse;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.access.ConsoleAccess;
import io.modelfactory.worker.console.access.ConsoleRole;
import io.modelfactory.worker.console.page.AuditPages;
import io.modelfactory.worker.console.page.BundlePages;
import io.modelfactory.worker.console.page.ComparePages;
import io.modelfactory.worker.console.page.DatasetPages;
import io.modelfactory.worker.console.page.DeadLetterPages;
import io.modelfactory.worker.console.page.LineagePages;
import io.modelfactory.worker.console.page.NowPages;
import io.modelfactory.worker.console.page.RunPages;
import io.modelfactory.worker.console.page.RunsFilter;
import io.modelfactory.worker.console.page.RunsPages;
import io.modelfactory.worker.console.page.SharedPages;
import io.modelfactory.worker.console.route.ConsoleRoute;
import io.modelfactory.worker.console.route.OpenApiDocument;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteKind;
import io.modelfactory.worker.console.route.RouteParameter;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.console.view.AssetFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The one list of the console's addresses. */
record ConsoleRoutes(List<ConsoleRoute> all) {
    private static final RouteParameter RUN_KEY =
            RouteParameter.path("run_key", "of the run, or as much of its beginning as no other run shares");

    private static final List<RouteParameter> BUNDLE = List.of(
            RouteParameter.path("bundle_id", "of the bundle"), RouteParameter.path("bundle_version", "of the bundle"));

    static ConsoleRoutes of(ConsoleParts parts, ConsoleAccess access) {
        List<ConsoleRoute> routes = new ArrayList<>(pages(parts, access));
        routes.add(ConsoleRoute.open(
                HandlerType.GET,
                "/assets/{version}/{name}",
                RouteKind.ASSET,
                "asset",
                "Style, script and icon of the pages",
                List.of(RouteParameter.path("version", "of the content"), RouteParameter.path("name", "of the file")),
                request -> asset(request, parts.assets())));
        routes.addAll(new ConsoleHealth(parts.sources()).routes());
        routes.addAll(access.routes());
        routes.add(ConsoleRoute.download(
                "/openapi.json",
                "openapi",
                "This console's addresses and JSON documents, as an OpenAPI document",
                List.of(),
                request -> new RouteAnswer.Content(
                        Json.text(OpenApiDocument.of(routes, parts.release())).getBytes(StandardCharsets.UTF_8),
                        "application/json",
                        Optional.empty(),
                        Optional.empty())));
        return new ConsoleRoutes(List.copyOf(routes));
    }

    private static List<ConsoleRoute> pages(ConsoleParts parts, ConsoleAccess access) {
        ConsoleSources sources = parts.sources();
        SharedPages shared = new SharedPages(System::nanoTime);
        NowPages now = new NowPages(sources);
        RunsPages runs = new RunsPages(sources, parts.documents());
        RunPages run = new RunPages(sources, parts.documents(), parts.curves());
        ComparePages compare = new ComparePages(sources, parts.documents());
        BundlePages bundles = new BundlePages(sources, parts.documents());
        DatasetPages datasets = new DatasetPages(sources, parts.documents());
        LineagePages lineage = new LineagePages(sources);
        DeadLetterPages letters = new DeadLetterPages(sources);
        AuditPages audit = new AuditPages(sources);
        return List.of(
                ConsoleRoute.page("/", "now", "How the factory stands", List.of(), shared.shared(now::now)),
                ConsoleRoute.page(
                        "/runs",
                        "runs",
                        "Runs, the latest change first",
                        RunsFilter.PARAMETERS,
                        shared.shared(runs::runs)),
                ConsoleRoute.page("/runs/{run_key}", "run", "A run", List.of(RUN_KEY), shared.shared(run::run)),
                ConsoleRoute.page(
                        "/compare",
                        "compare",
                        "Runs side by side, of which only what differs is shown",
                        List.of(RouteParameter.query("run", "key of a run; two to four times")),
                        shared.shared(compare::compare)),
                ConsoleRoute.page(
                        "/bundles",
                        "bundles",
                        "Published bundles by slot, the latest first",
                        List.of(),
                        shared.shared(bundles::bundles)),
                ConsoleRoute.page(
                        "/bundles/{bundle_id}/{bundle_version}",
                        "bundle",
                        "A bundle",
                        BUNDLE,
                        shared.shared(bundles::bundle)),
                ConsoleRoute.download(
                        "/bundles/{bundle_id}/{bundle_version}/card",
                        "bundle_card",
                        "The model card of a bundle",
                        BUNDLE,
                        bundles::card),
                ConsoleRoute.download(
                        "/bundles/{bundle_id}/{bundle_version}/files/{name}",
                        "bundle_file",
                        "A file of a bundle",
                        List.of(BUNDLE.get(0), BUNDLE.get(1), RouteParameter.path("name", "of the file")),
                        bundles::file),
                ConsoleRoute.page(
                        "/datasets",
                        "datasets",
                        "Datasets of the runs that changed last",
                        List.of(),
                        shared.shared(datasets::datasets)),
                ConsoleRoute.page(
                        "/dataset",
                        "dataset",
                        "A dataset and the runs on it",
                        List.of(RouteParameter.query("ref", "of its manifest, as requests write it")),
                        shared.shared(datasets::dataset)),
                ConsoleRoute.page(
                        "/lineage",
                        "lineage",
                        "From files by manifests and runs to bundles",
                        List.of(RouteParameter.query(
                                "file", "a part of a file's name, the beginning of its digest, or of a manifest")),
                        shared.shared(lineage::lineage)),
                ConsoleRoute.page(
                        "/dead-letters",
                        "dead_letters",
                        "Records that could not be taken up, the latest first",
                        List.of(),
                        shared.shared(letters::deadLetters)),
                ConsoleRoute.page(
                        "/audit",
                        "audit",
                        "References followed, changes of configuration, reconciliations",
                        AuditPages.PARAMETERS,
                        shared.shared(audit::audit)),
                new ConsoleRoute(
                        HandlerType.GET,
                        "/audit/export",
                        RouteKind.DOWNLOAD,
                        "audit_export",
                        "References followed, actions, configurations or reconciliations, as JSON, one a line",
                        Optional.of(ConsoleRole.AUDITOR),
                        false,
                        AuditPages.EXPORT_PARAMETERS,
                        audit::export),
                new ConsoleRoute(
                        HandlerType.GET,
                        "/events",
                        RouteKind.STREAM,
                        "events",
                        "Changes of the ledger, as server-sent events",
                        Optional.of(ConsoleRole.VIEWER),
                        false,
                        List.of(),
                        request -> parts.streams()
                                .open(
                                        request,
                                        () -> access.viewer(request.http()).isPresent())));
    }

    private static RouteAnswer asset(RouteRequest request, AssetFiles assets) {
        AssetFiles.AssetFile file = assets.find(request.path("name"))
                .filter(found -> found.version().equals(request.path("version")))
                .orElseThrow(() -> new NotFoundResponse("there is no such file"));
        request.http().header("Cache-Control", "public, max-age=31536000, immutable");
        return new RouteAnswer.Content(file.content(), file.contentType(), Optional.empty(), Optional.empty());
    }
}
