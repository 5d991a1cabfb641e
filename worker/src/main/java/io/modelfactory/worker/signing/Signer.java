package io.modelfactory.worker.signing;

import java.util.Optional;

/**
 * Who signs what a worker publishes.
 *
 * @param key empty if nothing is signed
 * @param trusted keys whose earlier signatures are kept; the signing key's own are, in any case
 * @param required whether nothing may be published unsigned
 */
public record Signer(Optional<SigningKey> key, TrustedKeys trusted, boolean required) {

    public Signer {
        trusted = key.map(SigningKey::verificationKey).map(trusted::with).orElse(trusted);
    }

    /** Nothing is signed, and nothing has to be. */
    public static Signer unsigned() {
        return new Signer(Optional.empty(), TrustedKeys.none(), false);
    }
}
