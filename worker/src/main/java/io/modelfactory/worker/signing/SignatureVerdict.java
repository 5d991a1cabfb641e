package io.modelfactory.worker.signing;

import java.util.List;

/** What the signatures of an envelope are worth to those who trust certain keys. */
public sealed interface SignatureVerdict {
    /** A trusted key has signed exactly this. */
    record Valid(String keyId) implements SignatureVerdict {}

    /** No signature is said to be of a trusted key. */
    record UnknownKey(List<String> keyIds) implements SignatureVerdict {
        public UnknownKey {
            keyIds = List.copyOf(keyIds);
        }
    }

    /** A signature is said to be of this trusted key, and is not: payload or signature were altered. */
    record Broken(String keyId) implements SignatureVerdict {}
}
