package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.signing.VerificationKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the launcher policy says about signed requests, as it is written; package {@code request} decides by it.
 *
 * @param required whether a request without a valid signature is refused
 * @param keys each at most once
 */
public record RequestKeyPolicy(boolean required, List<RequestKey> keys) {
    private static final String KEY = "request_keys";

    public RequestKeyPolicy {
        keys = List.copyOf(keys);
    }

    /** No signature is needed, and none holds. */
    public static RequestKeyPolicy unsigned() {
        return new RequestKeyPolicy(false, List.of());
    }

    /** @throws ConfigurationException if a public key is none, or is there twice */
    static RequestKeyPolicy of(PolicyFile policy) {
        List<RequestKey> keys = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode node : policy.document().path(KEY)) {
            RequestKey key = readKey(policy, node, keys.size());
            if (!ids.add(key.keyId())) {
                throw refused(policy, keys.size(), "is there twice; list all its principals in one place");
            }
            keys.add(key);
        }
        return new RequestKeyPolicy(
                policy.document()
                        .path("launcher")
                        .path("require_signed_requests")
                        .asBoolean(false),
                keys);
    }

    private static RequestKey readKey(PolicyFile policy, JsonNode node, int index) {
        String publicKey = node.path("public_key").textValue();
        try {
            return new RequestKey(
                    VerificationKey.ofBase64(publicKey).id(),
                    publicKey,
                    AuthorisationPolicy.texts(node.path("principals")),
                    AuthorisationPolicy.texts(node.path("principal_prefixes")),
                    node.path("revoked").booleanValue());
        } catch (IllegalArgumentException unusable) {
            throw refused(
                    policy,
                    index,
                    "is no public Ed25519 key; give the one line between BEGIN and END PUBLIC KEY of its PEM file");
        }
    }

    private static ConfigurationException refused(PolicyFile policy, int index, String problem) {
        return new ConfigurationException(
                policy.ref(), List.of("%s[%d].public_key: %s".formatted(KEY, index, problem)));
    }

    /**
     * Refuses a policy under which no request could ever be admitted. One whose keys are all revoked is no such policy:
     * it stops new requests in an emergency, and what was admitted before goes on.
     *
     * @param source of the policy, as it was named
     * @throws ConfigurationException if signatures are required, and no key is listed
     */
    void requireKeys(String source) {
        if (required && keys.isEmpty()) {
            throw new ConfigurationException(
                    source,
                    List.of(KEY
                            + ": is empty, and launcher.require_signed_requests is true, so that every request would"
                            + " be refused; list the public keys of those who may ask, see runbooks/sign-requests.md"));
        }
    }

    /** Whether every request is refused. */
    boolean deniesAll() {
        return required && keys.stream().allMatch(RequestKey::revoked);
    }

    /**
     * A public key and in whose name it may sign.
     *
     * @param keyId SHA-256 of the public key, see {@link VerificationKey}
     * @param publicKey SubjectPublicKeyInfo in Base64
     * @param principals by their whole name
     * @param principalPrefixes by the beginning of their name, which ends at a separator
     * @param revoked whether its signatures do not hold any more
     */
    public record RequestKey(
            String keyId, String publicKey, List<String> principals, List<String> principalPrefixes, boolean revoked) {
        public RequestKey {
            principals = List.copyOf(principals);
            principalPrefixes = List.copyOf(principalPrefixes);
        }
    }
}
