package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who may use the console, and for what.
 *
 * @param actions whether it has buttons that ask for work; without them it can only be looked at
 * @param actionTimeoutMinutes after which a verification or reproduction is ended
 * @param requestKeyFile a private Ed25519 key in PKCS#8 PEM that signs the console's requests; the launcher policy maps
 *     it to the principals of those who sign in. Without it, the key of {@code wiring.requests}
 * @param allowedHosts host names that it answers to, beside those of the loopback address
 * @param trustedProxies addresses and ranges of proxies whose {@code X-Forwarded-} headers count
 * @param publicUrl where browsers find it, if that is not the address that it listens on
 */
public record ConsoleSecurity(
        boolean actions,
        int actionTimeoutMinutes,

        @JsonSerialize(contentUsing = ToStringSerializer.class)
        Optional<Path> requestKeyFile,

        List<String> allowedHosts,
        List<String> trustedProxies,
        Optional<String> publicUrl,
        Optional<Tls> tls,
        Optional<Authentication> authentication) {
    /** Read-only, on the loopback address, without sign-in. */
    public static final ConsoleSecurity NONE = new ConsoleSecurity(
            false, 60, Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    public ConsoleSecurity {
        allowedHosts = List.copyOf(allowedHosts);
        trustedProxies = List.copyOf(trustedProxies);
    }

    public Duration actionTimeout() {
        return Duration.ofMinutes(actionTimeoutMinutes);
    }

    /**
     * @param certificateFile the certificate and those that lead to its authority, in PEM
     * @param keyFile its private key in PKCS#8 PEM, without a password
     */
    public record Tls(
            @JsonSerialize(using = ToStringSerializer.class) Path certificateFile,
            @JsonSerialize(using = ToStringSerializer.class) Path keyFile) {}

    /**
     * How people sign in.
     *
     * @param passwordFile accounts with Argon2id hashes, as {@code mf console password} prints them
     * @param principal of whom has signed in, made of claims; a password file has the claim {@code name}
     * @param roles by the groups that a person is in
     * @param idleMinutes after which a session ends that is not used
     * @param lifetimeHours after which every session ends
     */
    public record Authentication(
            @JsonSerialize(contentUsing = ToStringSerializer.class)
            Optional<Path> passwordFile,

            Optional<Oidc> oidc,
            PrincipalTemplate principal,
            Roles roles,
            int idleMinutes,
            int lifetimeHours) {
        public Duration idleTimeout() {
            return Duration.ofMinutes(idleMinutes);
        }

        public Duration lifetime() {
            return Duration.ofHours(lifetimeHours);
        }
    }

    /** Groups that have each role; a group that is in none has none. */
    public record Roles(List<String> viewer, List<String> operator, List<String> auditor) {
        public Roles {
            viewer = List.copyOf(viewer);
            operator = List.copyOf(operator);
            auditor = List.copyOf(auditor);
        }
    }

    /**
     * An OpenID Connect provider.
     *
     * @param issuer as its ID tokens name it; its configuration is at {@code /.well-known/openid-configuration} below
     * @param clientSecret empty for a public client
     * @param scopes asked for, {@code openid} among them
     * @param groupsClaim the claim of ID tokens that lists a person's groups
     */
    public record Oidc(
            String issuer, String clientId, Optional<Secret> clientSecret, List<String> scopes, String groupsClaim) {
        public Oidc {
            scopes = List.copyOf(scopes);
        }
    }
}
