package io.modelfactory.worker.console.auth;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HandlerType;
import io.modelfactory.worker.config.ConsoleSecurity;
import io.modelfactory.worker.console.access.ConsoleAccess;
import io.modelfactory.worker.console.access.ConsoleRole;
import io.modelfactory.worker.console.access.Viewer;
import io.modelfactory.worker.console.action.ActionRoutes;
import io.modelfactory.worker.console.route.ConsoleRoute;
import io.modelfactory.worker.console.route.RouteKind;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Admits people who have signed in. It guards every request by its host name and every form by its origin and token;
 * {@link SignInRoutes} let people in and out.
 */
public final class SignInAccess implements ConsoleAccess {
    static final String SIGN_IN = "/sign-in";
    private static final String CSRF_FIELD = "csrf";

    private final ConsoleSecurity security;
    private final RequestCookies cookies;
    private final SessionStore sessions;
    private final AllowedHosts hosts;
    private final List<ConsoleRoute> routes;
    private final ActionRoutes actions;

    /**
     * @param security with authentication
     * @param actions what people may do who have signed in
     * @throws io.modelfactory.worker.config.ConfigurationException if the password file cannot be used
     */
    public SignInAccess(ConsoleSecurity security, SignInAudit audit, ActionRoutes actions, Clock clock) {
        ConsoleSecurity.Authentication authentication =
                security.authentication().orElseThrow();
        this.security = security;
        this.cookies = new RequestCookies(security);
        this.sessions = new SessionStore(authentication.idleTimeout(), authentication.lifetime(), clock);
        this.hosts = AllowedHosts.of(security);
        this.actions = actions;
        this.routes = new ArrayList<>(new SignInRoutes(authentication, sessions, cookies, audit, clock).all());
        routes.addAll(actions.all(cookies::address));
    }

    @Override
    public void admit(Context request, ConsoleRoute route) {
        if (!hosts.allow(String.valueOf(request.header("Host")))) {
            throw new ForbiddenResponse("the console does not answer to the host name of this request; its own are"
                    + " listed in wiring.console.allowed_hosts");
        } else if (!cookies.isConfidential(request)) {
            throw new ForbiddenResponse("this connection can be read on its way; use https");
        }
        boolean changes =
                !request.method().equals(HandlerType.GET) && !request.method().equals(HandlerType.HEAD);
        Optional<Viewer> viewer = viewer(request);
        // Who has not signed in is told so, by the route's role.
        if (changes && (route.role().isEmpty() || viewer.isPresent())) {
            Optional<String> expected =
                    viewer.flatMap(Viewer::csrfToken).or(() -> cookies.read(request, RequestCookies.SIGN_IN_FORM));
            FormGuard.refusal(
                            expected,
                            Optional.ofNullable(request.formParam(CSRF_FIELD))
                                    .or(() -> Optional.ofNullable(request.header("X-CSRF-Token"))),
                            Optional.ofNullable(request.header("Origin")),
                            Optional.ofNullable(request.header("Sec-Fetch-Site")),
                            cookies.ownOrigin(request))
                    .ifPresent(reason -> {
                        throw new ForbiddenResponse(reason);
                    });
        }
    }

    /** What a page asks for by itself does not keep a session alive. */
    @Override
    public Optional<Viewer> viewer(Context request) {
        String destination =
                Optional.ofNullable(request.header("Sec-Fetch-Dest")).orElse("document");
        boolean stream = String.valueOf(request.header("Accept")).contains("text/event-stream");
        boolean use = destination.equals("document") && !stream;
        return cookies.read(request, RequestCookies.SESSION)
                .flatMap(key -> sessions.find(key, use))
                .map(session ->
                        new Viewer(session.principal(), session.roles(), true, Optional.of(session.csrfToken())));
    }

    @Override
    public Optional<String> signInPath() {
        return Optional.of(SIGN_IN);
    }

    @Override
    public boolean actionsEnabled() {
        return security.actions();
    }

    /** What only auditors may take away is recorded. */
    @Override
    public void answering(Context request, ConsoleRoute route, Viewer viewer) {
        if (route.kind() == RouteKind.DOWNLOAD && route.role().equals(Optional.of(ConsoleRole.AUDITOR))) {
            actions.recordExport(
                    viewer.name(), cookies.address(request), route.path(), Optional.ofNullable(request.queryString()));
        }
    }

    @Override
    public List<ConsoleRoute> routes() {
        return List.copyOf(routes);
    }
}
