package io.modelfactory.worker.console.route;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.UnauthorizedResponse;
import io.javalin.router.EndpointNotFound;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.console.LedgerGap;
import io.modelfactory.worker.console.NeighbourStatus;
import io.modelfactory.worker.console.access.ConsoleAccess;
import io.modelfactory.worker.console.access.Viewer;
import io.modelfactory.worker.console.page.ProblemPage;
import io.modelfactory.worker.console.view.AssetFiles;
import io.modelfactory.worker.console.view.PageFrame;
import io.modelfactory.worker.console.view.PageRenderer;
import io.modelfactory.worker.console.view.SecurityHeaders;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Admits a request, has its route answer it, and writes the answer in the form that was asked for. */
public final class RouteAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(RouteAnswers.class);
    private static final String JSON = "application/json";

    private final ConsoleSources sources;
    private final ConsoleAccess access;
    private final AssetFiles assets;
    private final String release;
    private final PageRenderer renderer = new PageRenderer();
    private final Clock clock = Clock.systemUTC();

    public RouteAnswers(ConsoleSources sources, ConsoleAccess access, AssetFiles assets, String release) {
        this.sources = sources;
        this.access = access;
        this.assets = assets;
        this.release = release;
    }

    /** Answers a request for the route, or refuses it by an exception. */
    public void answer(Context http, ConsoleRoute route) {
        SecurityHeaders.set(http);
        access.admit(http, route);
        Optional<Viewer> viewer = access.viewer(http);
        if (route.role().isPresent() && viewer.isEmpty()) {
            signIn(http);
            return;
        }
        requireAllowed(route, viewer);
        viewer.ifPresent(who -> access.answering(http, route, who));
        write(http, viewer, route.handler().answer(new RouteRequest(http, viewer)));
    }

    private void requireAllowed(ConsoleRoute route, Optional<Viewer> viewer) {
        if (route.action() && !access.actionsEnabled()) {
            throw new ForbiddenResponse("this console only shows: actions are not enabled");
        }
        route.role()
                .filter(role -> viewer.filter(who -> who.is(role)).isEmpty())
                .ifPresent(role -> {
                    throw new ForbiddenResponse("this takes the role " + role.wireName());
                });
    }

    private void signIn(Context http) {
        if (wantsJson(http) || access.signInPath().isEmpty() || !http.method().equals(HandlerType.GET)) {
            throw new UnauthorizedResponse("sign in first");
        }
        http.redirect(
                access.signInPath().get() + "?to=" + URLEncoder.encode(pathAndQuery(http), StandardCharsets.UTF_8),
                HttpStatus.SEE_OTHER);
    }

    private void write(Context http, Optional<Viewer> viewer, RouteAnswer answer) {
        if (answer instanceof RouteAnswer.Shown shown) {
            show(http, viewer, shown);
        } else if (answer instanceof RouteAnswer.Redirected redirected) {
            http.redirect(redirected.location(), HttpStatus.SEE_OTHER);
        } else if (answer instanceof RouteAnswer.Content content) {
            content.policy().ifPresent(policy -> http.header("Content-Security-Policy", policy));
            content.fileName()
                    .ifPresent(name -> http.header(
                            "Content-Disposition",
                            "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._-]", "_") + "\""));
            http.contentType(content.contentType()).result(content.bytes());
        }
    }

    private void show(Context http, Optional<Viewer> viewer, RouteAnswer.Shown shown) {
        http.status(shown.status());
        if (shown.age().toSeconds() > 0) {
            http.header("Age", String.valueOf(shown.age().toSeconds()));
        }
        if (wantsJson(http)) {
            http.contentType(JSON).result(Json.text(shown.page()));
        } else {
            http.contentType("text/html; charset=utf-8")
                    .result(renderer.html(shown.page(), frame(http, viewer, shown)));
        }
    }

    private PageFrame frame(Context http, Optional<Viewer> viewer, RouteAnswer.Shown shown) {
        return new PageFrame(
                shown.page().title(),
                shown.page().navigation(),
                pathAndQuery(http),
                viewer,
                access.actionsEnabled(),
                access.signInPath(),
                release,
                assets,
                clock.instant().minus(shown.age()),
                shown.age());
    }

    private static String pathAndQuery(Context http) {
        return http.path()
                + Optional.ofNullable(http.queryString())
                        .map(query -> "?" + query)
                        .orElse("");
    }

    /** JSON is for programs, which do not accept pages. */
    private static boolean wantsJson(Context http) {
        String accepted = Optional.ofNullable(http.header("Accept")).orElse("");
        return accepted.contains(JSON) && !accepted.contains("text/html");
    }

    /** Says why a request has no answer. */
    public void refuse(Exception reason, Context http) {
        SecurityHeaders.set(http);
        ProblemPage problem = problem(reason, http);
        show(http, viewerOf(http), new RouteAnswer.Shown(problem, problem.status()));
    }

    /** For addresses that no route has. */
    public void notFound(Context http) {
        if (http.res().getHeader("Content-Security-Policy") == null) {
            refuse(new NotFoundResponse("there is no such page"), http);
        }
    }

    private Optional<Viewer> viewerOf(Context http) {
        try {
            return access.viewer(http);
        } catch (RuntimeException unknown) {
            return Optional.empty();
        }
    }

    private ProblemPage problem(Exception reason, Context http) {
        if (reason instanceof EndpointNotFound) {
            return ProblemPage.of(404, "Not found", "there is no such page");
        } else if (reason instanceof HttpResponseException refused) {
            HttpStatus status = HttpStatus.forStatus(refused.getStatus());
            return ProblemPage.of(refused.getStatus(), status.getMessage(), String.valueOf(refused.getMessage()));
        } else if (reason instanceof FailureException failed) {
            return ProblemPage.of(404, "Not found", String.valueOf(failed.getMessage()));
        } else if (reason instanceof TransientFaultException silent) {
            return unreachable(String.valueOf(silent.getMessage()));
        }
        Optional<String> gap = LedgerGap.of(sources);
        if (gap.isPresent()) {
            return unreachable(gap.get());
        }
        LOG.error("the console has no answer to {} {}", http.method(), http.path(), reason);
        return ProblemPage.of(500, "An error of the console", "The console's log has the reason.");
    }

    private ProblemPage unreachable(String message) {
        List<NeighbourStatus> neighbours = sources.neighbours();
        List<String> works = new ArrayList<>();
        works.add("Now: what answers, and what does not");
        for (NeighbourStatus neighbour : neighbours) {
            if (neighbour.answers()) {
                switch (neighbour.name()) {
                    case "database" -> works.add("Runs, Lineage and Audit, out of the ledger");
                    case "broker" -> works.add("Dead letters, out of their topic");
                    case "object_store" -> works.add("documents of which the address is known");
                    default -> {}
                }
            }
        }
        return new ProblemPage(503, "Something does not answer", message, neighbours, works);
    }
}
