package io.modelfactory.worker.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.artifact.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    @TempDir
    private Path folder = Path.of("");

    /** RFC 8410, 10.3: a private key in PKCS#8, and 10.1 its public half. */
    @Test
    void thePublicHalfOfTheKeyInRfc8410IsDerived() throws IOException {
        Path privateKey = Files.writeString(folder.resolve("rfc8410.pem"), """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
                -----END PRIVATE KEY-----
                """);
        Path publicKey = Files.writeString(folder.resolve("rfc8410.pub.pem"), """
                -----BEGIN PUBLIC KEY-----
                MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
                -----END PUBLIC KEY-----
                """);

        assertThat(SigningKey.read(privateKey).verificationKey()).isEqualTo(VerificationKey.read(publicKey));
    }

    /** RFC 8032, 7.1, TEST 2: one byte. */
    @Test
    void itSignsAsRfc8032Does() throws IOException {
        byte[] pkcs8 = HexFormat.of()
                .parseHex("302e020100300506032b657004220420"
                        + "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(pkcs8)
                + "\n-----END PRIVATE KEY-----\n";
        SigningKey key = SigningKey.read(Files.writeString(folder.resolve("rfc8032.pem"), pem));

        assertThat(HexFormat.of().formatHex(key.sign(new byte[] {0x72})))
                .isEqualTo("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    }

    @Test
    void theKeyIdIsTheDigestOfTheSubjectPublicKeyInfo() {
        KeyPairFiles files = KeyPairFiles.generate(folder, "key");
        SigningKey key = SigningKey.read(files.privateKey());

        assertThat(key.verificationKey().id())
                .isEqualTo(files.keyId())
                .isEqualTo(Sha256.hex(key.verificationKey().key().getEncoded()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp",
                "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nc2V=cmV0c2VjcmV0\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PUBLIC KEY-----\nc2VjcmV0\n-----END PUBLIC KEY-----\n",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0\n-----END ENCRYPTED PRIVATE KEY-----\n"
            })
    void whatIsNoKeyIsRefusedWithoutRepeatingIt(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("signing.pem"), content);

        assertThatThrownBy(() -> SigningKey.read(file))
                .isInstanceOf(UnusableKeyException.class)
                .hasMessageStartingWith(file.toString())
                .hasNoCause()
                .message()
                .doesNotContain("c2V")
                .doesNotContain("MC4C");
    }

    @Test
    void aKeyOfAnotherKindIsRefused() {
        KeyPairFiles rsa = KeyPairFiles.generate(folder, "rsa", "RSA");
        KeyPairFiles ed448 = KeyPairFiles.generate(folder, "ed448", "Ed448");

        assertThatThrownBy(() -> SigningKey.read(rsa.privateKey())).hasMessageContaining("no private Ed25519 key");
        assertThatThrownBy(() -> SigningKey.read(ed448.privateKey())).hasMessageContaining("no private Ed25519 key");
        assertThatThrownBy(() -> VerificationKey.read(ed448.publicKey())).hasMessageContaining("no public Ed25519 key");
        assertThatThrownBy(() -> VerificationKey.read(folder.resolve("missing")))
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aFileOfAnySizeIsNotReadToItsEnd() throws IOException {
        Path large = Files.writeString(folder.resolve("large"), "A".repeat(1 << 20), StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> SigningKey.read(large)).hasMessageContaining("too large");
    }
}
