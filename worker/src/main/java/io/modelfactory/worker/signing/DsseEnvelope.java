package io.modelfactory.worker.signing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A document and signatures over it, in the JSON envelope of DSSE 1.0 (secure-systems-lab/dsse). What is signed is not
 * the envelope but the payload with its type, so neither can be taken for another.
 */
public final class DsseEnvelope {
    private final String payloadType;
    private final byte[] payload;
    private final List<EnvelopeSignature> signatures;

    private DsseEnvelope(String payloadType, byte[] payload, List<EnvelopeSignature> signatures) {
        this.payloadType = payloadType;
        this.payload = payload;
        this.signatures = List.copyOf(signatures);
    }

    /**
     * A signature as it came.
     *
     * @param keyId a hint, which any party may have written; blank if there is none
     */
    record EnvelopeSignature(String keyId, String base64) {}

    public static DsseEnvelope signed(String payloadType, byte[] payload, SigningKey key) {
        byte[] signature = key.sign(preAuthenticationEncoding(payloadType, payload));
        EnvelopeSignature signed = new EnvelopeSignature(
                key.verificationKey().id(), Base64.getEncoder().encodeToString(signature));
        return new DsseEnvelope(payloadType, payload.clone(), List.of(signed));
    }

    /** @throws IllegalArgumentException if the document, which is valid by its schema, holds no Base64 */
    public static DsseEnvelope of(JsonNode document) {
        List<EnvelopeSignature> signatures = new ArrayList<>();
        document.path("signatures")
                .forEach(signature -> signatures.add(new EnvelopeSignature(
                        signature.path("keyid").asText(), signature.path("sig").asText())));
        return new DsseEnvelope(
                document.path("payloadType").asText(),
                decoded(document.path("payload").asText()),
                signatures);
    }

    public ObjectNode toJson() {
        ObjectNode document = Json.object()
                .put("payloadType", payloadType)
                .put("payload", Base64.getEncoder().encodeToString(payload));
        ArrayNode list = document.putArray("signatures");
        signatures.forEach(
                signature -> list.addObject().put("keyid", signature.keyId()).put("sig", signature.base64()));
        return document;
    }

    public boolean hasPayload(String type, byte[] content) {
        return payloadType.equals(type) && Arrays.equals(payload, content);
    }

    public String payloadType() {
        return payloadType;
    }

    public byte[] payload() {
        return payload.clone();
    }

    List<EnvelopeSignature> signatures() {
        return signatures;
    }

    boolean isSignedBy(VerificationKey key) {
        byte[] message = preAuthenticationEncoding(payloadType, payload);
        return signatures.stream().anyMatch(signature -> {
            try {
                return key.verifies(message, decoded(signature.base64()));
            } catch (IllegalArgumentException notBase64) {
                return false;
            }
        });
    }

    /**
     * What is signed: {@code DSSEv1 LEN(type) type LEN(body) body}, lengths in bytes and decimal, single spaces
     * between.
     */
    static byte[] preAuthenticationEncoding(String type, byte[] body) {
        byte[] typeBytes = type.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        encoded.writeBytes(("DSSEv1 " + typeBytes.length + " ").getBytes(StandardCharsets.US_ASCII));
        encoded.writeBytes(typeBytes);
        encoded.writeBytes((" " + body.length + " ").getBytes(StandardCharsets.US_ASCII));
        encoded.writeBytes(body);
        return encoded.toByteArray();
    }

    /** Signers may use either alphabet of Base64. */
    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
    }
}
