package io.modelfactory.worker.signing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Optional;

/** A new key pair in two files, as {@code openssl} writes them. */
public record KeyPairFiles(Path privateKey, Path publicKey) {

    /** @param name of the files, before their endings */
    public static KeyPairFiles generate(Path folder, String name) {
        return generate(folder, name, "Ed25519");
    }

    static KeyPairFiles generate(Path folder, String name, String algorithm) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
            return new KeyPairFiles(
                    write(folder.resolve(name + ".pem"), "PRIVATE KEY", pair.getPrivate()),
                    write(folder.resolve(name + ".pub.pem"), "PUBLIC KEY", pair.getPublic()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String keyId() {
        return VerificationKey.read(publicKey).id();
    }

    /** As a launcher policy lists it. */
    public String publicKeyBase64() {
        return Base64.getEncoder()
                .encodeToString(VerificationKey.read(publicKey).key().getEncoded());
    }

    public SigningKey signingKey() {
        return SigningKey.read(privateKey);
    }

    public Signer signer(KeyPairFiles... alsoTrusted) {
        TrustedKeys trusted = TrustedKeys.none();
        for (KeyPairFiles other : alsoTrusted) {
            trusted = trusted.with(VerificationKey.read(other.publicKey));
        }
        return new Signer(Optional.of(SigningKey.read(privateKey)), trusted, true);
    }

    private static Path write(Path file, String label, Key key) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        String pem = "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label);
        try {
            return Files.writeString(file, pem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
