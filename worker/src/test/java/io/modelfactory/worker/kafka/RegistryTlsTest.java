package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryTlsTest {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path store;
    private final HttpsServer server;

    RegistryTlsTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        this.store = folder.resolve("registry.p12");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeAll
    void startWithACertificateOfItsOwn() throws Exception {
        makeCertificate();
        server.setHttpsConfigurator(new HttpsConfigurator(serverContext()));
        server.createContext("/", exchange -> {
            byte[] body = "{\"schema\":\"\\\"string\\\"\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    void stop() {
        server.stop(0);
    }

    @Test
    void aRegistryInTheTrustStoreIsTrusted() {
        SchemaRegistryClient client = client(Map.of(
                "schema.registry.url", url(),
                "schema.registry.ssl.truststore.location", store.toString(),
                "schema.registry.ssl.truststore.password", PASSWORD));

        assertThat(client.schema(1)).isEqualTo(Schema.create(Schema.Type.STRING));
    }

    @Test
    void aRegistryThatNobodyVouchesForIsNotTalkedTo() {
        SchemaRegistryClient client = client(Map.of("schema.registry.url", url()));

        assertThatExceptionOfType(TransientFaultException.class)
                .isThrownBy(() -> client.schema(1))
                .withMessageContaining("certification path");
    }

    private static SchemaRegistryClient client(Map<String, String> settings) {
        return new SchemaRegistryClient(RegistrySettings.of(settings));
    }

    private String url() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    private void makeCertificate() throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "registry",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(store).as(() -> "keytool: " + folder.resolve("keytool.log")).exists();
    }

    private SSLContext serverContext() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
