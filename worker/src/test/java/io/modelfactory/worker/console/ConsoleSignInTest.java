package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.console.action.RecordedActions;
import io.modelfactory.worker.console.auth.SignInAccess;
import io.modelfactory.worker.console.auth.SteppedClock;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleSignInTest {
    private static final String SESSION = "mf-session";

    private final SteppedClock clock = new SteppedClock();
    private final List<String> audit = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // before all
    private ConsoleServer console;

    @BeforeAll
    void start(@TempDir Path folder) {
        console = ConsoleServer.start(
                "127.0.0.1",
                0,
                "1.2.3",
                new SilentSources(),
                new SignInAccess(
                        ConsoleAccounts.security(folder, true),
                        (principal, address, in) -> audit.add(principal + " " + address + " " + in),
                        new RecordedActions().routes(),
                        clock));
    }

    @AfterAll
    void stop() {
        console.close();
    }

    @Test
    void whoHasNotSignedInIsLedToTheFormAndBackToThePageTheyWanted() {
        ConsoleBrowser browser = browser();

        HttpResponse<String> refused = browser.get("/?state=FAIL");
        assertThat(refused.statusCode()).isEqualTo(303);
        assertThat(refused.headers().firstValue("Location")).hasValue("/sign-in?to=%2F%3Fstate%3DFAIL");
        assertThat(browser.get("/", Map.of("Accept", "application/json")).statusCode())
                .isEqualTo(401);

        HttpResponse<String> signedIn = browser.signIn("oskar", ConsoleAccounts.PASSWORD, "/?state=FAIL");
        assertThat(signedIn.statusCode()).as(signedIn.body()).isEqualTo(303);
        assertThat(signedIn.headers().firstValue("Location")).hasValue("/?state=FAIL");
        HttpResponse<String> page = browser.get("/?state=FAIL");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("HUMAN::oskar", "Sign out");
    }

    @Test
    void aSessionCookieIsForThisHostAndNoScript() {
        ConsoleBrowser browser = browser();

        assertThat(browser.signIn("vera", ConsoleAccounts.PASSWORD, "/")
                        .headers()
                        .allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith(SESSION + "=")
                        .contains("HttpOnly", "SameSite=Lax", "Path=/")
                        .doesNotContain("Secure", "Domain"));
    }

    @Test
    void aWrongPasswordAndAnUnknownNameAreAnsweredAlikeAndThenHaveToWait() {
        ConsoleBrowser browser = browser();

        HttpResponse<String> wrong = browser.signIn("oskar", "guessed", "/");
        HttpResponse<String> unknown = browser.signIn("nobody", "guessed", "/");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(message(wrong)).isEqualTo(message(unknown));

        HttpResponse<String> tooEarly = browser.signIn("oskar", ConsoleAccounts.PASSWORD, "/");
        assertThat(tooEarly.statusCode()).isEqualTo(429);
        assertThat(tooEarly.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(browser.signIn("vera", ConsoleAccounts.PASSWORD, "/").statusCode())
                .isEqualTo(303);
        clock.pass(Duration.ofSeconds(1));
        assertThat(browser.signIn("oskar", ConsoleAccounts.PASSWORD, "/").statusCode())
                .isEqualTo(303);
    }

    /** Time stands still, so that no try but the first may be made. */
    @Test
    void ofManyGuessesAtOnceOneIsTried(@TempDir Path folder) {
        try (ConsoleServer guessed = ConsoleServer.start(
                "127.0.0.1",
                0,
                "1.2.3",
                new SilentSources(),
                new SignInAccess(
                        ConsoleAccounts.security(folder, true),
                        (principal, address, in) -> audit.add(principal),
                        new RecordedActions().routes(),
                        new SteppedClock()))) {
            List<CompletableFuture<Integer>> guesses = IntStream.range(0, 8)
                    .mapToObj(number -> CompletableFuture.supplyAsync(
                            () -> new ConsoleBrowser(guessed.url())
                                    .signIn("mallory", "guess " + number, "/")
                                    .statusCode(),
                            task -> new Thread(task).start()))
                    .toList();

            assertThat(guesses.stream().map(CompletableFuture::join).toList())
                    .containsOnlyOnce(401)
                    .containsOnly(401, 429);
        }
    }

    @Test
    void aSessionThatIsNotUsedEnds() {
        ConsoleBrowser browser = browser();
        browser.signIn("vera", ConsoleAccounts.PASSWORD, "/");

        clock.pass(Duration.ofMinutes(29));
        assertThat(browser.get("/", Map.of("Accept", "application/json", "Sec-Fetch-Dest", "empty"))
                        .statusCode())
                .isEqualTo(200);
        clock.pass(Duration.ofMinutes(1));

        assertThat(browser.get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void whoIsInNoGroupWithARoleIsNotLetIn() {
        ConsoleBrowser browser = browser();

        HttpResponse<String> refused = browser.signIn("nemo", ConsoleAccounts.PASSWORD, "/");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("none of your groups has a role");
        assertThat(browser.get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void signingInEndsTheSessionBeforeAndItsKey() {
        ConsoleBrowser browser = browser();
        browser.signIn("vera", ConsoleAccounts.PASSWORD, "/");
        String before = browser.cookie(SESSION).orElseThrow();

        String form = browser.get("/sign-in").body();
        assertThat(form).isNotEmpty();
        String page = browser.get("/").body();
        HttpResponse<String> again = browser.post(
                "/sign-in", Map.of("name", "oskar", "password", ConsoleAccounts.PASSWORD, "to", "/"), page);

        assertThat(again.statusCode()).as(again.body()).isEqualTo(303);
        assertThat(browser.cookie(SESSION)).isPresent().get().isNotEqualTo(before);
        assertThat(browser().get("/", Map.of("Cookie", SESSION + "=" + before)).statusCode())
                .isEqualTo(303);
    }

    @Test
    void signingOutEndsTheSessionWhereverItsKeyIsKnown() {
        ConsoleBrowser browser = browser();
        browser.signIn("vera", ConsoleAccounts.PASSWORD, "/");
        String key = browser.cookie(SESSION).orElseThrow();

        HttpResponse<String> out =
                browser.post("/sign-out", Map.of(), browser.get("/").body());

        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(browser.get("/").statusCode()).isEqualTo(303);
        assertThat(browser().get("/", Map.of("Cookie", SESSION + "=" + key)).statusCode())
                .isEqualTo(303);
        assertThat(audit).endsWith("HUMAN::vera 127.0.0.1 true", "HUMAN::vera 127.0.0.1 false");
    }

    @Test
    void aFormOfAnotherSiteIsRefused() {
        ConsoleBrowser browser = browser();
        browser.signIn("vera", ConsoleAccounts.PASSWORD, "/");
        String token = ConsoleBrowser.token(browser.get("/").body()).orElseThrow();

        assertThat(browser.post("/sign-out", Map.of("csrf", token), Map.of("Origin", "https://evil.example"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.post("/sign-out", Map.of("csrf", token), Map.of()).statusCode())
                .isEqualTo(403);
        assertThat(browser.post("/sign-out", Map.of("csrf", "guessed"), Map.of("Origin", console.url()))
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.post("/sign-out", Map.of(), Map.of("Origin", console.url()))
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.get("/").statusCode()).isEqualTo(200);
    }

    /** Another site could else sign a visitor in as someone, and read what they then do. */
    @Test
    void theSignInFormItselfCarriesAToken() {
        Map<String, String> fields = Map.of("name", "vera", "password", ConsoleAccounts.PASSWORD);

        assertThat(browser()
                        .post("/sign-in", fields, Map.of("Origin", console.url()))
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example/", "//evil.example", "/\\evil.example", "/sign-in", "javascript:x", ""})
    void noSignInLeadsToAnotherSite(String to) {
        assertThat(browser()
                        .signIn("vera", ConsoleAccounts.PASSWORD, to)
                        .headers()
                        .firstValue("Location"))
                .hasValue("/");
    }

    private static String message(HttpResponse<String> page) {
        return page.body().replaceAll("(?s).*role=\"alert\">([^<]*)<.*", "$1");
    }

    private ConsoleBrowser browser() {
        return new ConsoleBrowser(console.url());
    }
}
