package io.modelfactory.worker.console.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.sun.net.httpserver.HttpServer;
import io.modelfactory.worker.config.ConsoleSecurity.Oidc;
import io.modelfactory.worker.config.Secret;
import io.modelfactory.worker.console.auth.OidcLogin.StartedLogin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A provider that answers what a test wants, with the keys of an issuer of another project. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdTokenTest {
    private static final String CLIENT = "mf-console";
    private static final String CLIENT_SECRET = "a client secret that is long enough to be the key of a MAC";
    private static final String ISSUER_ID = "people";
    private static final URI REDIRECT = URI.create("http://127.0.0.1:7474/sign-in/callback");

    private final MockOAuth2Server keys = new MockOAuth2Server();
    private final HttpServer provider;
    private final String url;
    private volatile String idToken = "";
    private volatile String named;

    IdTokenTest() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        url = "http://127.0.0.1:" + provider.getAddress().getPort() + "/" + ISSUER_ID;
        named = url;
    }

    @BeforeAll
    void start() {
        keys.start(InetAddress.getLoopbackAddress(), 0);
        answer("/.well-known/openid-configuration", () -> """
                {"issuer": "%s", "authorization_endpoint": "%s/authorize", "token_endpoint": "%s/token",
                 "jwks_uri": "%s", "subject_types_supported": ["public"], "response_types_supported": ["code"],
                 "id_token_signing_alg_values_supported": ["RS256"]}
                """.formatted(named, url, url, keys.jwksUrl(ISSUER_ID)));
        answer("/token", () -> """
                {"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": "%s"}
                """.formatted(idToken));
        provider.start();
    }

    @AfterAll
    void stop() {
        provider.stop(0);
        keys.shutdown();
    }

    @Test
    void aTokenInWhichEverythingHoldsIsTaken() throws Exception {
        OidcLogin login = login();
        StartedLogin started = login.begin("/", REDIRECT);
        idToken = token(started, Duration.ofHours(1)).serialize();

        assertThat(login.complete(Optional.of(started.browserKey()), answer(started))
                        .person()
                        .claims())
                .containsEntry("sub", "ada");
    }

    @Test
    void aTokenThatHasExpiredIsRefused() throws Exception {
        OidcLogin login = login();
        StartedLogin started = login.begin("/", REDIRECT);
        idToken = token(started, Duration.ofMinutes(-5)).serialize();

        assertRefused(login, started);
    }

    @Test
    void aTokenThatAnotherKeySignedIsRefused() throws Exception {
        OidcLogin login = login();
        StartedLogin started = login.begin("/", REDIRECT);
        SignedJWT genuine = token(started, Duration.ofHours(1));
        SignedJWT forged = new SignedJWT(genuine.getHeader(), genuine.getJWTClaimsSet());
        forged.sign(new RSASSASigner(new RSAKeyGenerator(2048).generate()));
        idToken = forged.serialize();

        assertRefused(login, started);
    }

    /** To know the client's secret does not make one the issuer. */
    @Test
    void aTokenThatTheClientSecretSignedIsRefused() throws Exception {
        OidcLogin login = login();
        StartedLogin started = login.begin("/", REDIRECT);
        SignedJWT forged = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                token(started, Duration.ofHours(1)).getJWTClaimsSet());
        forged.sign(new MACSigner(CLIENT_SECRET));
        idToken = forged.serialize();

        assertRefused(login, started);
    }

    @Test
    void aTokenWithoutSignatureIsRefused() throws Exception {
        OidcLogin login = login();
        StartedLogin started = login.begin("/", REDIRECT);
        idToken = new PlainJWT(token(started, Duration.ofHours(1)).getJWTClaimsSet()).serialize();

        assertRefused(login, started);
    }

    @Test
    void aProviderThatNamesAnotherIssuerIsRefused() {
        named = "https://elsewhere.example/people";
        try {
            OidcLogin login = login();
            assertThatExceptionOfType(SignInRefusedException.class)
                    .isThrownBy(() -> login.begin("/", REDIRECT))
                    .withMessageContaining("names another issuer");
        } finally {
            named = url;
        }
    }

    private static void assertRefused(OidcLogin login, StartedLogin started) {
        assertThatExceptionOfType(SignInRefusedException.class)
                .isThrownBy(() -> login.complete(Optional.of(started.browserKey()), answer(started)))
                .withMessageContaining("ID token does not hold");
    }

    private OidcLogin login() {
        return new OidcLogin(
                new Oidc(url, CLIENT, Optional.of(new Secret(CLIENT_SECRET)), List.of("openid"), "groups"),
                new SteppedClock());
    }

    private SignedJWT token(StartedLogin started, Duration validFor) throws Exception {
        String nonce = AuthenticationRequest.parse(started.address()).getNonce().getValue();
        return keys.anyToken(HttpUrl.get(url), Map.of("aud", CLIENT, "sub", "ada", "nonce", nonce), validFor);
    }

    private static URI answer(StartedLogin started) {
        String state = started.address().toString().replaceFirst(".*[?&](state=[^&]+).*", "$1");
        return URI.create(REDIRECT + "?code=any&" + state);
    }

    private void answer(String path, Supplier<String> body) {
        provider.createContext("/" + ISSUER_ID + path, exchange -> {
            byte[] bytes = body.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
