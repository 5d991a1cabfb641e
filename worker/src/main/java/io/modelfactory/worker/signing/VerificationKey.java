package io.modelfactory.worker.signing;

import io.modelfactory.worker.artifact.Sha256;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * A public Ed25519 key.
 *
 * @param id SHA-256 of the key's SubjectPublicKeyInfo in DER, as {@code openssl pkey -pubin -outform DER | sha256sum}
 *     has it
 */
public record VerificationKey(String id, PublicKey key) {
    static final String ALGORITHM = "Ed25519";

    static VerificationKey of(PublicKey key) {
        return new VerificationKey(Sha256.hex(key.getEncoded()), key);
    }

    /** @throws UnusableKeyException if the file holds no SubjectPublicKeyInfo of an Ed25519 key in PEM */
    public static VerificationKey read(Path file) {
        byte[] der = PemFile.read(file, "PUBLIC KEY");
        try {
            return of(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der)));
        } catch (GeneralSecurityException another) {
            throw new UnusableKeyException(file, "is no public Ed25519 key");
        }
    }

    /**
     * @param base64 its SubjectPublicKeyInfo in DER, which is what stands between the lines of a PEM file
     * @throws IllegalArgumentException if it is no public Ed25519 key
     */
    public static VerificationKey ofBase64(String base64) {
        try {
            byte[] der = Base64.getDecoder().decode(base64);
            return of(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der)));
        } catch (GeneralSecurityException another) {
            throw new IllegalArgumentException("no public Ed25519 key", another);
        }
    }

    /** Whether the signature is this key's over these bytes. */
    boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature verification = Signature.getInstance(ALGORITHM);
            verification.initVerify(key);
            verification.update(message);
            return verification.verify(signature);
        } catch (SignatureException malformed) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }
}
