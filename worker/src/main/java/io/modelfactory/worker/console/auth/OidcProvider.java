package io.modelfactory.worker.console.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.modelfactory.worker.config.ConsoleSecurity.Oidc;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the console asks of an OpenID Connect provider. Every call is bounded in time and size, and its configuration is
 * asked for when someone first signs in, so that a console starts without it.
 */
final class OidcProvider {
    private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);
    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 5_000;
    private static final int MAX_BYTES = 1 << 20;

    /** Asymmetric ones only: nothing that the console holds, such as its client secret, could make a token. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final Oidc settings;
    private final DefaultResourceRetriever retriever =
            new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_BYTES);
    private @Nullable ProviderConfiguration configuration;

    private record ProviderConfiguration(OIDCProviderMetadata metadata, IDTokenValidator tokens) {}

    OidcProvider(Oidc settings) {
        this.settings = settings;
    }

    /** @throws SignInRefusedException if it does not answer in time, or says that it is another issuer */
    OIDCProviderMetadata metadata() {
        return configuration().metadata();
    }

    private synchronized ProviderConfiguration configuration() {
        if (configuration == null) {
            configuration = discover();
        }
        return configuration;
    }

    private ProviderConfiguration discover() {
        Issuer issuer = new Issuer(settings.issuer());
        try {
            OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(retriever
                    .retrieveResource(OIDCProviderMetadata.resolveURL(issuer))
                    .getContent());
            if (!metadata.getIssuer().equals(issuer)) {
                throw refused("the provider's configuration names another issuer than wiring.console", null);
            }
            return new ProviderConfiguration(metadata, validator(issuer, metadata));
        } catch (GeneralException e) {
            throw refused("the provider's configuration cannot be used", e);
        } catch (IOException e) {
            throw refused("the provider does not answer; try again in a while", e);
        }
    }

    /** Checks signature, issuer, audience, expiry, issue time and nonce, with a minute for clocks that differ. */
    private IDTokenValidator validator(Issuer issuer, OIDCProviderMetadata metadata) throws MalformedURLException {
        JWKSource<SecurityContext> keys = JWKSourceBuilder.<SecurityContext>create(
                        metadata.getJWKSetURI().toURL(), retriever)
                .build();
        return new IDTokenValidator(
                issuer, new ClientID(settings.clientId()), new JWSVerificationKeySelector<>(ALGORITHMS, keys), null);
    }

    /**
     * Exchanges a code for the claims of an ID token that holds.
     *
     * @throws SignInRefusedException if there is none
     */
    IDTokenClaimsSet redeem(AuthorizationCode code, URI redirect, CodeVerifier verifier, Nonce nonce) {
        ProviderConfiguration known = configuration();
        AuthorizationCodeGrant grant = new AuthorizationCodeGrant(code, redirect, verifier);
        ClientID client = new ClientID(settings.clientId());
        URI endpoint = known.metadata().getTokenEndpointURI();
        HTTPRequest request = settings.clientSecret()
                .map(secret -> new TokenRequest.Builder(
                        endpoint, new ClientSecretBasic(client, new Secret(secret.reveal())), grant))
                .orElseGet(() -> new TokenRequest.Builder(endpoint, client, grant))
                .build()
                .toHTTPRequest();
        request.setConnectTimeout(CONNECT_MILLIS);
        request.setReadTimeout(READ_MILLIS);
        request.setFollowRedirects(false);
        try {
            TokenResponse response = OIDCTokenResponseParser.parse(request.send());
            if (!response.indicatesSuccess()) {
                throw refused("the provider does not accept the code", null);
            }
            return known.tokens()
                    .validate(
                            ((OIDCTokenResponse) response.toSuccessResponse())
                                    .getOIDCTokens()
                                    .getIDToken(),
                            nonce);
        } catch (BadJOSEException | JOSEException e) {
            throw refused("the provider's ID token does not hold", e);
        } catch (ParseException e) {
            throw refused("the provider's answer has no ID token", e);
        } catch (IOException e) {
            throw refused("the provider does not answer; try again in a while", e);
        }
    }

    /** The cause, which may name claims, is for the log alone. */
    private static SignInRefusedException refused(String message, @Nullable Exception cause) {
        if (cause == null) {
            LOG.warn("sign-in refused: {}", message);
            return new SignInRefusedException(message);
        }
        LOG.warn("sign-in refused: {}: {}", message, cause.getMessage());
        return new SignInRefusedException(message, cause);
    }
}
