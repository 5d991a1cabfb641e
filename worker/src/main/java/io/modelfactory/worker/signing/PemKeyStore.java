package io.modelfactory.worker.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The key and certificates of a TLS server in PEM files, as the key store that the JDK wants. */
public final class PemKeyStore {
    private static final String ALIAS = "server";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private PemKeyStore() {}

    /**
     * A key store in memory, without a password.
     *
     * @param certificates the server's first, then those that lead to its authority
     * @param key its private key in PKCS#8, without a password
     * @throws UnusableKeyException if one of the files holds something else, or they do not belong together
     */
    public static KeyStore read(Path certificates, Path key) {
        Certificate[] chain = chain(certificates);
        PrivateKey privateKey = privateKey(key);
        if (!chain[0].getPublicKey().getAlgorithm().equals(privateKey.getAlgorithm())) {
            throw new UnusableKeyException(key, "holds a key of another kind than the certificate's");
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(ALIAS, privateKey, new char[0], chain);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new UnusableKeyException(key, "cannot be used with its certificate");
        }
    }

    private static Certificate[] chain(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new UnusableKeyException(file, "holds no certificate in PEM");
            }
            return found.toArray(new Certificate[0]);
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyException(file, "holds something that is no certificate");
        } catch (IOException e) {
            throw new UnusableKeyException(file, "cannot be read");
        }
    }

    private static PrivateKey privateKey(Path file) {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(PemFile.read(file, "PRIVATE KEY"));
        return ALGORITHMS.stream()
                .flatMap(algorithm -> decoded(algorithm, encoded).stream())
                .findFirst()
                .orElseThrow(() -> new UnusableKeyException(file, "is no private key in PKCS#8"));
    }

    /** Empty if it is of another algorithm. */
    private static Optional<PrivateKey> decoded(String algorithm, PKCS8EncodedKeySpec encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
        } catch (InvalidKeySpecException another) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has " + algorithm, e);
        }
    }
}
