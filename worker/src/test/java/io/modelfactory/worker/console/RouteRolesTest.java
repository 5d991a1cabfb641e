package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.HandlerType;
import io.modelfactory.worker.console.access.ConsoleRole;
import io.modelfactory.worker.console.action.RecordedActions;
import io.modelfactory.worker.console.auth.SignInAccess;
import io.modelfactory.worker.console.route.ConsoleRoute;
import io.modelfactory.worker.console.route.RouteKind;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks every route of the table as everyone who may come. */
class RouteRolesTest {
    private static final Set<ConsoleRole> NONE = Set.of();
    private static final Map<String, Set<ConsoleRole>> PEOPLE = Map.of(
            "vera", Set.of(ConsoleRole.VIEWER),
            "oskar", Set.of(ConsoleRole.VIEWER, ConsoleRole.OPERATOR),
            "aurora", Set.of(ConsoleRole.VIEWER, ConsoleRole.AUDITOR));

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void everyRouteIsForItsRoleAndNoOther() {
        walk(true);
    }

    @Test
    void withoutActionsNoRouteActs() {
        walk(false);
    }

    private void walk(boolean actions) {
        SignInAccess access = new SignInAccess(
                ConsoleAccounts.security(folder, actions),
                (principal, address, in) -> {},
                new RecordedActions().routes(),
                Clock.systemUTC());
        SilentSources sources = new SilentSources();
        List<ConsoleRoute> routes =
                ConsoleRoutes.of(ConsoleParts.of(sources, "1.2.3"), access).all();
        try (ConsoleServer console = ConsoleServer.start("127.0.0.1", 0, "1.2.3", sources, access)) {
            ConsoleBrowser stranger = new ConsoleBrowser(console.url());
            Map<String, ConsoleBrowser> browsers = new LinkedHashMap<>();
            PEOPLE.keySet().forEach(name -> {
                ConsoleBrowser browser = new ConsoleBrowser(console.url());
                assertThat(browser.signIn(name, ConsoleAccounts.PASSWORD, "/").statusCode())
                        .isEqualTo(303);
                browsers.put(name, browser);
            });
            for (ConsoleRoute route : routes) {
                if (route.kind() == RouteKind.STREAM || route.path().equals("/sign-out")) {
                    continue; // has its own tests; the first never ends, the second ends everything here
                }
                assertAnswer(route, stranger, "a stranger", NONE, actions);
                browsers.forEach((name, browser) ->
                        assertAnswer(route, browser, name, PEOPLE.getOrDefault(name, NONE), actions));
            }
        }
    }

    private static void assertAnswer(
            ConsoleRoute route, ConsoleBrowser browser, String who, Set<ConsoleRole> roles, boolean actions) {
        if (route.role().isEmpty()) {
            return; // for anyone, and each with tests of its own
        }
        int status = ask(route, browser).statusCode();
        String asked = route.method() + " " + route.path() + " by " + who + ", actions " + actions;
        if (roles.isEmpty()) {
            assertThat(status).as(asked).isEqualTo(401);
        } else if (!roles.contains(route.role().get()) || (route.action() && !actions)) {
            assertThat(status).as(asked).isEqualTo(403);
        } else {
            assertThat(status).as(asked).isNotIn(401, 403, 405, 500);
        }
    }

    private static HttpResponse<String> ask(ConsoleRoute route, ConsoleBrowser browser) {
        String path = route.path().replaceAll("\\{[^}]+}", "x");
        if (route.method().equals(HandlerType.GET)) {
            return browser.get(path, Map.of("Accept", "application/json"));
        }
        return browser.post(path, Map.of(), browser.get("/").body());
    }
}
