package io.modelfactory.worker.signing;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A detached signature over the value of a Kafka record: {@code <key id>:<base64 Ed25519 signature>} over
 * {@code mf.request_signature.v1}, a line feed, and the value's bytes as they travel. The prefix keeps a signature that
 * was made for something else from being taken for one of a request.
 *
 * @param keyId 64 lower-case hex digits, see {@link VerificationKey}
 * @param base64 the signature's 64 bytes
 */
public record RequestSignature(String keyId, String base64) {
    /** Name of the record header that carries it. */
    public static final String HEADER = "mf_signature";

    private static final byte[] PREFIX = "mf.request_signature.v1\n".getBytes(StandardCharsets.US_ASCII);

    public static RequestSignature of(SigningKey key, byte[] value) {
        return new RequestSignature(
                key.verificationKey().id(), Base64.getEncoder().encodeToString(key.sign(message(value))));
    }

    /** Empty if the header has no colon, which any other form of it shows as an unknown key or a broken signature. */
    public static Optional<RequestSignature> parse(String header) {
        int colon = header.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Optional.of(new RequestSignature(header.substring(0, colon), header.substring(colon + 1)));
    }

    /** Whether it is this key's over the value. */
    public boolean isBy(VerificationKey key, byte[] value) {
        try {
            return key.id().equals(keyId)
                    && key.verifies(message(value), Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /** The header's text. */
    @Override
    public String toString() {
        return keyId + ":" + base64;
    }

    private static byte[] message(byte[] value) {
        byte[] message = new byte[PREFIX.length + value.length];
        System.arraycopy(PREFIX, 0, message, 0, PREFIX.length);
        System.arraycopy(value, 0, message, PREFIX.length, value.length);
        return message;
    }
}
