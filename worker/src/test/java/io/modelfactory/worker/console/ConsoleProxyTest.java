package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.config.ConsoleSecurity;
import io.modelfactory.worker.config.ConsoleSecurity.Authentication;
import io.modelfactory.worker.console.action.RecordedActions;
import io.modelfactory.worker.console.auth.SignInAccess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console behind a proxy that speaks TLS. */
class ConsoleProxyTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final List<String> addresses = new ArrayList<>();

    @Test
    void aTrustedProxySaysWhereARequestCameFromAndThatItWasEncrypted() {
        try (ConsoleServer console = start(List.of("127.0.0.1"))) {
            ConsoleBrowser browser = new ConsoleBrowser(console.url());
            Map<String, String> forwarded =
                    Map.of("X-Forwarded-For", "1.2.3.4, 198.51.100.9", "X-Forwarded-Proto", "https");
            HttpResponse<String> form = browser.get("/sign-in", forwarded);
            String token = ConsoleBrowser.token(form.body()).orElseThrow();
            Map<String, String> headers = new HashMap<>(forwarded);
            headers.put("Origin", console.url().replace("http://", "https://"));
            headers.put("Cookie", "__Host-mf-sign-in=" + token);

            HttpResponse<String> signedIn = browser.post(
                    "/sign-in", Map.of("name", "vera", "password", ConsoleAccounts.PASSWORD, "csrf", token), headers);

            assertThat(signedIn.statusCode()).as(signedIn.body()).isEqualTo(303);
            assertThat(signedIn.headers().allValues("Set-Cookie"))
                    .anySatisfy(cookie ->
                            assertThat(cookie).startsWith("__Host-mf-session=").contains("Secure", "HttpOnly"));
            assertThat(addresses).containsExactly("198.51.100.9");
        }
    }

    @Test
    void fromAnyoneElseTheSameHeadersMeanNothing() {
        try (ConsoleServer console = start(List.of("192.0.2.1"))) {
            ConsoleBrowser browser = new ConsoleBrowser(console.url());

            assertThat(browser.get("/sign-in", Map.of("X-Forwarded-Proto", "https"))
                            .headers()
                            .allValues("Set-Cookie"))
                    .allSatisfy(cookie -> assertThat(cookie).doesNotContain("__Host-"));
            browser.signIn("vera", ConsoleAccounts.PASSWORD, "/");
            assertThat(addresses).containsExactly("127.0.0.1");
        }
    }

    /** The proxy is on the console's own machine; those who call it are not. */
    @Test
    void whatAProxyOnThisMachineWasAskedWithoutEncryptionIsRefused() {
        try (ConsoleServer console = start(List.of("127.0.0.1"))) {
            ConsoleBrowser browser = new ConsoleBrowser(console.url());

            HttpResponse<String> plain =
                    browser.get("/sign-in", Map.of("X-Forwarded-For", "198.51.100.9", "X-Forwarded-Proto", "http"));

            assertThat(plain.statusCode()).isEqualTo(403);
            assertThat(plain.body()).contains("this connection can be read on its way; use https");
            assertThat(browser.get("/sign-in", Map.of("X-Forwarded-For", "127.0.0.1"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private ConsoleServer start(List<String> proxies) {
        Authentication authentication =
                ConsoleAccounts.security(folder, false).authentication().orElseThrow();
        ConsoleSecurity security = ConsoleAccounts.security(false, proxies, authentication);
        return ConsoleServer.start(
                "127.0.0.1",
                0,
                "1.2.3",
                new SilentSources(),
                new SignInAccess(
                        security,
                        (principal, address, in) -> addresses.add(address),
                        new RecordedActions().routes(),
                        Clock.systemUTC()));
    }
}
