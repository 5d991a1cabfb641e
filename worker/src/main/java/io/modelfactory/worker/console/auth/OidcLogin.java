package io.modelfactory.worker.console.auth;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import io.modelfactory.worker.config.ConsoleSecurity.Oidc;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sign-in at an OpenID Connect provider: the authorisation code flow (OpenID Connect Core 1.0, section 3.1) with PKCE
 * (RFC 7636, S256). State ties the answer to the browser that asked, the nonce the ID token to this sign-in, the
 * verifier the code to this process. Each is used once and forgotten after ten minutes.
 */
public final class OidcLogin {
    private static final Duration PENDING_FOR = Duration.ofMinutes(10);
    private static final int MAX_PENDING = 10_000;
    private static final String EMAIL = "email";

    private final Oidc settings;
    private final OidcProvider provider;
    private final Clock clock;
    private final Map<String, PendingLogin> pending = new LinkedHashMap<>();

    private record PendingLogin(
            State state, Nonce nonce, CodeVerifier verifier, URI redirect, String returnTo, Instant begunAt) {}

    /**
     * A sign-in that has begun.
     *
     * @param browserKey that the browser holds in a cookie until it comes back
     * @param address that it is sent to
     */
    public record StartedLogin(String browserKey, URI address) {}

    /** @param returnTo the page that the person wanted */
    public record CompletedLogin(SignedInPerson person, String returnTo) {}

    public OidcLogin(Oidc settings, Clock clock) {
        this.settings = settings;
        this.provider = new OidcProvider(settings);
        this.clock = clock;
    }

    /**
     * @param redirect where the provider sends the browser back to; it has to be registered there
     * @throws SignInRefusedException if the provider does not answer in time, or is not the configured one
     */
    public StartedLogin begin(String returnTo, URI redirect) {
        URI endpoint = provider.metadata().getAuthorizationEndpointURI();
        PendingLogin login =
                new PendingLogin(new State(32), new Nonce(32), new CodeVerifier(), redirect, returnTo, clock.instant());
        String browserKey = new State(32).getValue();
        remember(browserKey, login);
        return new StartedLogin(
                browserKey,
                new AuthenticationRequest.Builder(
                                new ResponseType(ResponseType.Value.CODE),
                                Scope.parse(settings.scopes()),
                                new ClientID(settings.clientId()),
                                redirect)
                        .endpointURI(endpoint)
                        .state(login.state())
                        .nonce(login.nonce())
                        .codeChallenge(login.verifier(), CodeChallengeMethod.S256)
                        .build()
                        .toURI());
    }

    /**
     * @param browserKey of the cookie, if the browser has one
     * @param answer the address that the provider sent the browser to, with its parameters
     * @throws SignInRefusedException if any of state, nonce, code, signature, issuer, audience or expiry does not hold
     */
    public CompletedLogin complete(Optional<String> browserKey, URI answer) {
        PendingLogin login = browserKey
                .flatMap(this::take)
                .orElseThrow(
                        () -> new SignInRefusedException("this sign-in was not begun in this browser, or more than "
                                + PENDING_FOR.toMinutes() + " minutes ago; begin again"));
        AuthorizationCode code = code(answer, login.state());
        IDTokenClaimsSet claims = provider.redeem(code, login.redirect(), login.verifier(), login.nonce());
        return new CompletedLogin(person(claims), login.returnTo());
    }

    private AuthorizationCode code(URI answer, State expected) {
        AuthenticationResponse response;
        try {
            response = AuthenticationResponseParser.parse(answer);
        } catch (ParseException e) {
            throw new SignInRefusedException("the provider's answer has neither a code nor an error", e);
        }
        if (response.getState() == null
                || !SessionStore.equal(expected.getValue(), response.getState().getValue())) {
            throw new SignInRefusedException("the provider's answer belongs to another sign-in; begin again");
        } else if (response.getIssuer() != null
                && !response.getIssuer().getValue().equals(settings.issuer())) {
            // RFC 9207: an answer that names its issuer must name the one that was asked.
            throw new SignInRefusedException("the answer comes from another issuer than the one that was asked");
        } else if (!response.indicatesSuccess()) {
            throw new SignInRefusedException("the provider did not sign you in");
        }
        AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
        if (code == null) {
            throw new SignInRefusedException("the provider's answer has no code");
        }
        return code;
    }

    private SignedInPerson person(IDTokenClaimsSet claims) {
        Map<String, String> texts = new LinkedHashMap<>();
        claims.toJSONObject().forEach((name, value) -> {
            if (value instanceof String text) {
                texts.put(name, text);
            }
        });
        if (!isEmailProven(claims)) {
            texts.remove(EMAIL);
        }
        Object groups = claims.getClaim(settings.groupsClaim());
        if (groups instanceof List<?> list) {
            return new SignedInPerson(
                    texts,
                    list.stream()
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .toList());
        }
        return new SignedInPerson(texts, groups instanceof String one ? List.of(one) : List.of());
    }

    /** An address that the provider says it has not verified may be anyone's: of it no principal is made. */
    private static boolean isEmailProven(IDTokenClaimsSet claims) {
        Object verified = claims.getClaim("email_verified");
        return verified == null || String.valueOf(verified).equals("true");
    }

    private synchronized void remember(String browserKey, PendingLogin login) {
        Instant old = clock.instant().minus(PENDING_FOR);
        pending.values().removeIf(known -> known.begunAt().isBefore(old));
        pending.put(browserKey, login);
        if (pending.size() > MAX_PENDING) {
            pending.remove(pending.keySet().iterator().next());
        }
    }

    private synchronized Optional<PendingLogin> take(String browserKey) {
        return Optional.ofNullable(pending.remove(browserKey))
                .filter(login -> login.begunAt().plus(PENDING_FOR).isAfter(clock.instant()));
    }
}
