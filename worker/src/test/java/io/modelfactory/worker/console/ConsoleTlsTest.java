package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.worker.console.action.RecordedActions;
import io.modelfactory.worker.console.auth.SignInAccess;
import io.modelfactory.worker.kafka.TestCertificate;
import io.modelfactory.worker.signing.PemKeyStore;
import io.modelfactory.worker.signing.UnusableKeyException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console that speaks TLS itself, by a key and a certificate in PEM. */
class ConsoleTlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void aBrowserThatTrustsTheCertificateGetsCookiesForThisHostAlone() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "console", PASSWORD);
        SignInAccess access = new SignInAccess(
                ConsoleAccounts.security(folder, false),
                (principal, address, in) -> {},
                new RecordedActions().routes(),
                Clock.systemUTC());
        try (ConsoleServer console = ConsoleServer.start(
                "127.0.0.1",
                0,
                Optional.of(PemKeyStore.read(certificate.certificate(), certificate.privateKey())),
                "1.2.3",
                new SilentSources(),
                access)) {
            assertThat(console.url()).startsWith("https://127.0.0.1:");

            HttpResponse<String> form = HttpClient.newBuilder()
                    .sslContext(trusting(certificate))
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create(console.url() + "/sign-in"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(form.statusCode()).isEqualTo(200);
            assertThat(form.headers().allValues("Set-Cookie"))
                    .singleElement()
                    .asString()
                    .startsWith("__Host-mf-sign-in=")
                    .contains("Secure", "HttpOnly", "SameSite=Lax", "Path=/");
        }
    }

    @Test
    void filesThatDoNotBelongTogetherAreRefusedWithoutRepeatingThem() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "console", PASSWORD);
        Path noKey = Files.writeString(folder.resolve("no.key"), "secret");

        assertThatExceptionOfType(UnusableKeyException.class)
                .isThrownBy(() -> PemKeyStore.read(certificate.certificate(), noKey))
                .withMessageContaining("no.key")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("secret"));
        assertThatExceptionOfType(UnusableKeyException.class)
                .isThrownBy(() -> PemKeyStore.read(noKey, certificate.privateKey()))
                .withMessageContaining("no.key");
    }

    private static SSLContext trusting(TestCertificate certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(certificate.trusted())) {
            trusted.load(in, PASSWORD.toCharArray());
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
