package io.modelfactory.worker.signing;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;

/** A private Ed25519 key. It signs the same bytes always the same way (RFC 8032), and never shows itself. */
public final class SigningKey {
    private static final byte[] PROBE = {'p', 'r', 'o', 'b', 'e'};

    private final PrivateKey key;
    private final VerificationKey verificationKey;

    private SigningKey(PrivateKey key, VerificationKey verificationKey) {
        this.key = key;
        this.verificationKey = verificationKey;
    }

    /** @throws UnusableKeyException if the file holds no Ed25519 key in PKCS#8 PEM, without a password */
    public static SigningKey read(Path file) {
        byte[] der = PemFile.read(file, "PRIVATE KEY");
        try {
            PrivateKey key =
                    KeyFactory.getInstance(VerificationKey.ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der));
            SigningKey pair = new SigningKey(key, VerificationKey.of(publicKeyOf((EdECPrivateKey) key)));
            if (!pair.verificationKey.verifies(PROBE, pair.sign(PROBE))) {
                throw new UnusableKeyException(file, "holds a key whose public half cannot be derived here");
            }
            return pair;
        } catch (GeneralSecurityException another) {
            throw new UnusableKeyException(file, "is no private Ed25519 key in PKCS#8");
        }
    }

    /** The public half, which verifies what this key has signed. */
    public VerificationKey verificationKey() {
        return verificationKey;
    }

    byte[] sign(byte[] message) {
        try {
            Signature signing = Signature.getInstance(VerificationKey.ALGORITHM);
            signing.initSign(key);
            signing.update(message);
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    /**
     * PKCS#8 seldom holds the public half, and the JDK computes one only where it makes a key: so it makes this key
     * again, from the same 32 bytes. {@link #read} proves that the halves belong together.
     */
    private static PublicKey publicKeyOf(EdECPrivateKey key) throws GeneralSecurityException {
        byte[] seed = key.getBytes().orElseThrow(() -> new GeneralSecurityException("the key does not show its bytes"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance(VerificationKey.ALGORITHM);
        generator.initialize(NamedParameterSpec.ED25519, new FixedSeedRandom(seed));
        return generator.generateKeyPair().getPublic();
    }

    /** Nothing random at all. */
    private static final class FixedSeedRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final transient byte[] bytes;

        FixedSeedRandom(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] wanted) {
            System.arraycopy(bytes, 0, wanted, 0, wanted.length);
        }
    }
}
