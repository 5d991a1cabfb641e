package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.modelfactory.worker.failure.TransientFaultException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryTlsTest {
    private static final String PASSWORD = "changeit";

    private final TestCertificate certificate;
    private final HttpsServer server;

    RegistryTlsTest(@TempDir Path folder) throws Exception {
        certificate = TestCertificate.make(folder, "registry", PASSWORD);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeAll
    void startWithACertificateOfItsOwn() throws Exception {
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
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
                "schema.registry.ssl.truststore.location", certificate.trusted().toString(),
                "schema.registry.ssl.truststore.password", PASSWORD));

        assertThat(client.schema(1)).isEqualTo(Schema.create(Schema.Type.STRING));
    }

    @Test
    void anUntrustedRegistryIsRefused() {
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
}
