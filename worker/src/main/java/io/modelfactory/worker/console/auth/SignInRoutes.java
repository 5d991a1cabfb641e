package io.modelfactory.worker.console.auth;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.modelfactory.worker.config.ConsoleSecurity.Authentication;
import io.modelfactory.worker.console.access.ConsoleRole;
import io.modelfactory.worker.console.auth.OidcLogin.CompletedLogin;
import io.modelfactory.worker.console.auth.OidcLogin.StartedLogin;
import io.modelfactory.worker.console.auth.SessionStore.IssuedSession;
import io.modelfactory.worker.console.route.ConsoleRoute;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteHandler;
import io.modelfactory.worker.console.route.RouteKind;
import io.modelfactory.worker.console.route.RouteParameter;
import io.modelfactory.worker.console.route.RouteRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets people in and out, by password or by an OpenID Connect provider. */
final class SignInRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(SignInRoutes.class);
    private static final String CALLBACK = "/sign-in/callback";
    private static final String WRONG = "That name and password do not belong together.";
    private static final Duration FORM_AGE = Duration.ofHours(12);
    private static final int MAX_PASSWORD_CHARS = 1_024;

    private final Authentication authentication;
    private final RoleMapping mapping;
    private final Optional<PasswordFile> passwords;
    private final Optional<OidcLogin> provider;
    private final SessionStore sessions;
    private final RequestCookies cookies;
    private final SignInAudit audit;
    private final LoginThrottle throttle;

    SignInRoutes(
            Authentication authentication,
            SessionStore sessions,
            RequestCookies cookies,
            SignInAudit audit,
            Clock clock) {
        this.authentication = authentication;
        this.mapping = RoleMapping.of(authentication.roles());
        this.passwords = authentication.passwordFile().map(PasswordFile::read);
        this.provider = authentication.oidc().map(oidc -> new OidcLogin(oidc, clock));
        this.sessions = sessions;
        this.cookies = cookies;
        this.audit = audit;
        this.throttle = new LoginThrottle(clock);
    }

    List<ConsoleRoute> all() {
        RouteParameter to = RouteParameter.query("to", "the page to come back to");
        return List.of(
                open(
                        HandlerType.GET,
                        SignInAccess.SIGN_IN,
                        RouteKind.PAGE,
                        "sign_in_form",
                        "Where to sign in",
                        List.of(to),
                        this::form),
                open(
                        HandlerType.POST,
                        SignInAccess.SIGN_IN,
                        RouteKind.ACTION,
                        "sign_in",
                        "Signs in by name and password",
                        List.of(),
                        this::password),
                open(
                        HandlerType.GET,
                        "/sign-in/provider",
                        RouteKind.PAGE,
                        "sign_in_at_provider",
                        "Leads to the OpenID Connect provider",
                        List.of(to),
                        this::toProvider),
                open(
                        HandlerType.GET,
                        CALLBACK,
                        RouteKind.PAGE,
                        "signed_in_at_provider",
                        "Where the OpenID Connect provider sends browsers back to",
                        List.of(
                                RouteParameter.query("code", "of the provider"),
                                RouteParameter.query("state", "of this sign-in")),
                        this::fromProvider),
                open(
                        HandlerType.POST,
                        "/sign-out",
                        RouteKind.ACTION,
                        "sign_out",
                        "Ends the session",
                        List.of(),
                        this::signOut));
    }

    private static ConsoleRoute open(
            HandlerType method,
            String path,
            RouteKind kind,
            String id,
            String summary,
            List<RouteParameter> parameters,
            RouteHandler handler) {
        return ConsoleRoute.open(method, path, kind, id, summary, parameters, handler);
    }

    private RouteAnswer form(RouteRequest request) {
        return form(request.http(), Optional.empty(), "", request.query("to").orElse("/"), 200);
    }

    private RouteAnswer form(Context http, Optional<String> message, String name, String to, int status) {
        String token = cookies.read(http, RequestCookies.SIGN_IN_FORM).orElseGet(sessions::randomText);
        cookies.write(http, RequestCookies.SIGN_IN_FORM, token, Optional.of(FORM_AGE));
        return new RouteAnswer.Shown(
                new SignInPage(
                        passwords.isPresent(),
                        authentication
                                .oidc()
                                .map(oidc -> URI.create(oidc.issuer()).getHost()),
                        message,
                        name,
                        ownPage(to),
                        token),
                status);
    }

    private RouteAnswer password(RouteRequest request) {
        String name = parameter(request.http(), "name").strip();
        return throttle.inTurn(name, () -> password(request.http(), name));
    }

    private RouteAnswer password(Context http, String name) {
        String secret = parameter(http, "password");
        String to = parameter(http, "to");
        String address = cookies.address(http);
        Duration delay = throttle.delay(name, address);
        if (!delay.isZero()) {
            long seconds = delay.plusMillis(999).toSeconds();
            http.header("Retry-After", String.valueOf(seconds));
            return form(
                    http, Optional.of("Too many tries that failed; try again in " + seconds + " s."), name, to, 429);
        }
        Optional<SignedInPerson> person = secret.length() > MAX_PASSWORD_CHARS
                ? Optional.empty()
                : passwords.flatMap(file -> file.signIn(name, secret.toCharArray()));
        if (person.isEmpty()) {
            throttle.failed(name, address);
            LOG.warn("sign-in refused: a wrong name or password from {}", address);
            return form(http, Optional.of(WRONG), name, to, 401);
        }
        throttle.succeeded(name, address);
        try {
            return begin(http, person.get(), to);
        } catch (SignInRefusedException refused) {
            return form(http, Optional.of(String.valueOf(refused.getMessage())), name, to, 403);
        }
    }

    private RouteAnswer toProvider(RouteRequest request) {
        Context http = request.http();
        String to = ownPage(request.query("to").orElse("/"));
        try {
            StartedLogin started = configured().begin(to, URI.create(cookies.ownOrigin(http) + CALLBACK));
            cookies.write(http, RequestCookies.PROVIDER, started.browserKey(), Optional.of(Duration.ofMinutes(10)));
            return new RouteAnswer.Redirected(started.address().toString());
        } catch (SignInRefusedException refused) {
            return form(http, Optional.of(String.valueOf(refused.getMessage())), "", to, 503);
        }
    }

    private RouteAnswer fromProvider(RouteRequest request) {
        Context http = request.http();
        Optional<String> browserKey = cookies.read(http, RequestCookies.PROVIDER);
        cookies.delete(http, RequestCookies.PROVIDER);
        try {
            CompletedLogin completed =
                    configured().complete(browserKey, URI.create(CALLBACK + "?" + String.valueOf(http.queryString())));
            return begin(http, completed.person(), completed.returnTo());
        } catch (SignInRefusedException refused) {
            return form(http, Optional.of(String.valueOf(refused.getMessage())), "", "/", 403);
        } catch (IllegalArgumentException noAddress) {
            return form(http, Optional.of("the provider's answer cannot be read"), "", "/", 403);
        }
    }

    private OidcLogin configured() {
        return provider.orElseThrow(() -> new SignInRefusedException("no OpenID Connect provider is configured"));
    }

    /** A session under a new key; the one before, if there was one, ends. */
    private RouteAnswer begin(Context http, SignedInPerson person, String to) {
        Set<ConsoleRole> roles = mapping.roles(person.groups());
        if (roles.isEmpty()) {
            throw new SignInRefusedException("none of your groups has a role on this console");
        }
        String principal;
        try {
            principal = authentication.principal().principal(person.claims());
        } catch (IllegalArgumentException e) {
            throw new SignInRefusedException(String.valueOf(e.getMessage()), e);
        }
        cookies.read(http, RequestCookies.SESSION).ifPresent(sessions::end);
        IssuedSession issued = sessions.begin(principal, roles);
        cookies.write(http, RequestCookies.SESSION, issued.key(), Optional.empty());
        cookies.delete(http, RequestCookies.SIGN_IN_FORM);
        audit.record(principal, cookies.address(http), true);
        LOG.info("{} signed in from {} as {}", principal, cookies.address(http), roles);
        return new RouteAnswer.Redirected(ownPage(to));
    }

    private RouteAnswer signOut(RouteRequest request) {
        Context http = request.http();
        cookies.read(http, RequestCookies.SESSION).ifPresent(sessions::end);
        cookies.delete(http, RequestCookies.SESSION);
        request.viewer().ifPresent(viewer -> audit.record(viewer.name(), cookies.address(http), false));
        return new RouteAnswer.Redirected(SignInAccess.SIGN_IN);
    }

    /** A page of the console; never another site, whatever the parameter says. */
    static String ownPage(String to) {
        boolean own = to.startsWith("/")
                && !to.startsWith("//")
                && !to.startsWith(SignInAccess.SIGN_IN)
                && to.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
        return own ? to : "/";
    }

    private static String parameter(Context http, String name) {
        return Optional.ofNullable(http.formParam(name)).orElse("");
    }
}
