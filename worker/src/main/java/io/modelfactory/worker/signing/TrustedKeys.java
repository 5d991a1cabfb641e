package io.modelfactory.worker.signing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The public keys whose signatures count.
 *
 * @param keys by their ids
 */
public record TrustedKeys(Map<String, VerificationKey> keys) {

    public TrustedKeys {
        keys = Map.copyOf(keys);
    }

    public static TrustedKeys none() {
        return new TrustedKeys(Map.of());
    }

    /** @throws UnusableKeyException if one of the files holds no public Ed25519 key */
    public static TrustedKeys read(Collection<Path> files) {
        TrustedKeys trusted = none();
        for (Path file : files) {
            trusted = trusted.with(VerificationKey.read(file));
        }
        return trusted;
    }

    public TrustedKeys with(VerificationKey key) {
        Map<String, VerificationKey> more = new TreeMap<>(keys);
        more.put(key.id(), key);
        return new TrustedKeys(more);
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** One signature that counts is enough. The key ids in the envelope only explain why none does. */
    public SignatureVerdict verify(DsseEnvelope envelope) {
        for (VerificationKey key : keys.values()) {
            if (envelope.isSignedBy(key)) {
                return new SignatureVerdict.Valid(key.id());
            }
        }
        List<String> unknownKeys = new ArrayList<>();
        for (DsseEnvelope.EnvelopeSignature signature : envelope.signatures()) {
            if (keys.containsKey(signature.keyId())) {
                return new SignatureVerdict.Broken(signature.keyId());
            }
            unknownKeys.add(signature.keyId().isEmpty() ? "without an id" : signature.keyId());
        }
        return new SignatureVerdict.UnknownKey(unknownKeys);
    }
}
