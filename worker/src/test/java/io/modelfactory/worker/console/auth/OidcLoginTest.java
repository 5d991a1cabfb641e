package io.modelfactory.worker.console.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import io.modelfactory.worker.config.ConsoleSecurity.Oidc;
import io.modelfactory.worker.console.auth.OidcLogin.CompletedLogin;
import io.modelfactory.worker.console.auth.OidcLogin.StartedLogin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Against an issuer of another project, over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcLoginTest {
    private static final String CLIENT = "mf-console";
    private static final URI REDIRECT = URI.create("http://127.0.0.1:7474/sign-in/callback");

    private final MockOAuth2Server issuer = new MockOAuth2Server();
    private final HttpClient browser = HttpClient.newHttpClient();
    private final SteppedClock clock = new SteppedClock();

    @BeforeAll
    void start() {
        issuer.start(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterAll
    void stop() {
        issuer.shutdown();
    }

    @Test
    void aPersonIsSignedInWithTheClaimsAndGroupsOfTheIdToken() throws Exception {
        OidcLogin login = login(issuer.issuerUrl("people").toString());
        issue(Map.of("preferred_username", "ada", "groups", List.of("fraud-ops", "readers")));

        StartedLogin started = login.begin("/runs?state=FAIL", REDIRECT);
        CompletedLogin completed = login.complete(Optional.of(started.browserKey()), visit(started.address()));

        assertThat(completed.returnTo()).isEqualTo("/runs?state=FAIL");
        assertThat(completed.person().claims()).containsEntry("preferred_username", "ada");
        assertThat(completed.person().groups()).containsExactly("fraud-ops", "readers");
    }

    /** Anyone may say at a provider that an address is theirs. */
    @Test
    void anAddressThatTheProviderHasNotVerifiedIsNoClaim() throws Exception {
        OidcLogin login = login(issuer.issuerUrl("people").toString());

        issue(Map.of("email", "ada@example.org", "email_verified", false, "preferred_username", "mallory"));
        StartedLogin unproven = login.begin("/", REDIRECT);
        assertThat(login.complete(Optional.of(unproven.browserKey()), visit(unproven.address()))
                        .person()
                        .claims())
                .containsEntry("preferred_username", "mallory")
                .doesNotContainKey("email");

        issue(Map.of("email", "ada@example.org", "email_verified", true));
        StartedLogin proven = login.begin("/", REDIRECT);
        assertThat(login.complete(Optional.of(proven.browserKey()), visit(proven.address()))
                        .person()
                        .claims())
                .containsEntry("email", "ada@example.org");
    }

    @Test
    void theProviderIsAskedWithStateNonceAndPkce() throws Exception {
        AuthenticationRequest asked =
                AuthenticationRequest.parse(login(issuer.issuerUrl("people").toString())
                        .begin("/", REDIRECT)
                        .address());

        assertThat(asked.getState().getValue()).hasSizeGreaterThanOrEqualTo(43);
        assertThat(asked.getNonce().getValue()).hasSizeGreaterThanOrEqualTo(43);
        assertThat(asked.getCodeChallengeMethod().getValue()).isEqualTo("S256");
        assertThat(asked.getCodeChallenge().getValue()).hasSize(43);
        assertThat(asked.getResponseType().impliesCodeFlow()).isTrue();
        assertThat(asked.getRedirectionURI()).isEqualTo(REDIRECT);
        assertThat(asked.getClientID()).isEqualTo(new ClientID(CLIENT));
    }

    @Test
    void aCodeIsRedeemedWithTheVerifierOfItsOwnSignIn() throws Exception {
        OidcLogin login = login(issuer.issuerUrl("people").toString());
        StartedLogin mine = login.begin("/", REDIRECT);
        URI answer = visit(mine.address());
        StartedLogin another = login.begin("/", REDIRECT);
        URI mixed = URI.create(answer.toString()
                .replaceFirst(
                        "state=[^&]+",
                        "state="
                                + AuthenticationRequest.parse(another.address()).getState()));

        assertRefused(login, Optional.of(another.browserKey()), mixed, "does not accept the code");
    }

    @Test
    void anAnswerIsTakenOnceAndInTheBrowserThatAskedOnly() throws Exception {
        OidcLogin login = login(issuer.issuerUrl("people").toString());
        issue(Map.of());
        StartedLogin started = login.begin("/", REDIRECT);
        URI answer = visit(started.address());
        StartedLogin attackers = login.begin("/", REDIRECT);

        assertRefused(login, Optional.empty(), answer, "not begun in this browser");
        assertRefused(login, Optional.of(attackers.browserKey()), answer, "belongs to another sign-in");
        assertThat(login.complete(Optional.of(started.browserKey()), answer).returnTo())
                .isEqualTo("/");
        assertRefused(login, Optional.of(started.browserKey()), answer, "not begun in this browser");
    }

    @Test
    void aSignInThatTookTooLongBeginsAgain() throws Exception {
        OidcLogin login = login(issuer.issuerUrl("people").toString());
        StartedLogin started = login.begin("/", REDIRECT);
        URI answer = visit(started.address());

        clock.pass(Duration.ofMinutes(11));

        assertRefused(login, Optional.of(started.browserKey()), answer, "more than 10 minutes ago");
    }

    @Test
    void aTokenForAnotherAudienceIsRefused() throws Exception {
        OidcLogin login = login(issuer.issuerUrl("people").toString());
        issue(Map.of("aud", "another-client"));

        assertTokenRefused(login);
    }

    @Test
    void aTokenOfAnotherSignInIsRefusedByItsNonce() throws Exception {
        OidcLogin login = login(issuer.issuerUrl("people").toString());
        issue(Map.of("nonce", "of another sign-in"));

        assertTokenRefused(login);
    }

    @Test
    void aTokenOfAnotherIssuerIsRefused() throws Exception {
        OidcLogin login = login(issuer.issuerUrl("people").toString());
        issue(Map.of("iss", issuer.issuerUrl("strangers").toString()));

        assertTokenRefused(login);
    }

    @Test
    void anErrorOfTheProviderIsARefusal() {
        OidcLogin login = login(issuer.issuerUrl("people").toString());
        StartedLogin started = login.begin("/", REDIRECT);
        String state = started.address().toString().replaceFirst(".*[?&](state=[^&]+).*", "$1");

        assertRefused(
                login,
                Optional.of(started.browserKey()),
                URI.create(REDIRECT + "?error=access_denied&" + state),
                "did not sign you in");
    }

    @Test
    void aProviderThatIsNotThereIsSaidToBeSo() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        OidcLogin login = login("http://127.0.0.1:" + port + "/people");

        assertThatExceptionOfType(SignInRefusedException.class)
                .isThrownBy(() -> login.begin("/", REDIRECT))
                .withMessageContaining("does not answer");
    }

    private void assertTokenRefused(OidcLogin login) throws Exception {
        StartedLogin started = login.begin("/", REDIRECT);
        URI answer = visit(started.address());
        assertRefused(login, Optional.of(started.browserKey()), answer, "ID token does not hold");
    }

    private static void assertRefused(OidcLogin login, Optional<String> browserKey, URI answer, String reason) {
        assertThatExceptionOfType(SignInRefusedException.class)
                .isThrownBy(() -> login.complete(browserKey, answer))
                .withMessageContaining(reason);
    }

    private OidcLogin login(String issuerUrl) {
        return new OidcLogin(new Oidc(issuerUrl, CLIENT, Optional.empty(), List.of("openid"), "groups"), clock);
    }

    /** What the next ID token says beside what it has to. */
    private void issue(Map<String, Object> claims) {
        issuer.enqueueCallback(new DefaultOAuth2TokenCallback("people", "subject", "JWT", List.of(CLIENT), claims));
    }

    /** Where the provider sends a browser that signs in there. */
    private URI visit(URI address) throws IOException, InterruptedException {
        HttpResponse<String> response =
                browser.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
        return URI.create(response.headers().firstValue("Location").orElseThrow());
    }
}
