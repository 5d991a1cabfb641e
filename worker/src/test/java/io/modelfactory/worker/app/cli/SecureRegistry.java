package io.modelfactory.worker.app.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.registry.DevelopmentSchemaRegistry;
import io.modelfactory.worker.kafka.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.List;

/** The development registry with a password, behind TLS. */
final class SecureRegistry implements AutoCloseable {
    private static final List<String> FORWARDED = List.of("Authorization", "Content-Type", "Accept");

    private final DevelopmentSchemaRegistry registry;
    private final HttpsServer front;
    private final HttpClient client = HttpClient.newHttpClient();

    SecureRegistry(TestCertificate certificate, String password) throws IOException, GeneralSecurityException {
        registry = new DevelopmentSchemaRegistry(
                DataDirectory.temporary(), new DevelopmentSchemaRegistry.Credentials("worker", password));
        registry.start();
        front = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
        front.createContext("/", this::forward);
        front.start();
    }

    String url() {
        return "https://localhost:" + front.getAddress().getPort();
    }

    private void forward(HttpExchange exchange) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(registry.url() + exchange.getRequestURI().toString()))
                .method(
                        exchange.getRequestMethod(),
                        BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
        for (String name : FORWARDED) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        try (exchange) {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(response.statusCode(), response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        front.stop(0);
        registry.close();
    }
}
