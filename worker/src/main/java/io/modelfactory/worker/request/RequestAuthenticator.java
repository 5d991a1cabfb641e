package io.modelfactory.worker.request;

import io.modelfactory.worker.config.RequestKeyPolicy;
import io.modelfactory.worker.config.RequestKeyPolicy.RequestKey;
import io.modelfactory.worker.signing.RequestSignature;
import io.modelfactory.worker.signing.VerificationKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Verifies the signature of a record before it is decoded any further: over the bytes as they came, so that nothing
 * that the sender did not write can be read into them.
 */
public final class RequestAuthenticator {
    private record KnownKey(RequestKey key, VerificationKey verification) {}

    private final Map<String, KnownKey> keys = new LinkedHashMap<>();

    public RequestAuthenticator(RequestKeyPolicy policy) {
        policy.keys()
                .forEach(key -> keys.put(key.keyId(), new KnownKey(key, VerificationKey.ofBase64(key.publicKey()))));
    }

    /**
     * @param headers the record's signature headers, of which there may be one
     * @param value the record's value
     */
    public SignatureCheck check(List<String> headers, byte[] value) {
        if (headers.isEmpty()) {
            return new SignatureCheck.Unsigned();
        } else if (headers.size() > 1) {
            return new SignatureCheck.Broken("the record has " + headers.size() + " of them; send one");
        }
        Optional<RequestSignature> parsed = RequestSignature.parse(headers.get(0));
        return parsed.map(signature -> check(signature, value))
                .orElseGet(() -> new SignatureCheck.Broken("is not <key id>:<base64 signature>"));
    }

    private SignatureCheck check(RequestSignature signature, byte[] value) {
        KnownKey known = keys.get(signature.keyId());
        String name = "key " + RequestText.displayable(signature.keyId());
        if (known == null) {
            return new SignatureCheck.Broken(name + " is none of the launcher policy's request_keys; have it added");
        } else if (known.key().revoked()) {
            return new SignatureCheck.Broken(name + " is revoked; sign with another");
        } else if (!signature.isBy(known.verification(), value)) {
            return new SignatureCheck.Broken(
                    "is not that of " + name + " over this record; sign each record anew, after its last change");
        }
        return new SignatureCheck.Signed(known.key());
    }
}
