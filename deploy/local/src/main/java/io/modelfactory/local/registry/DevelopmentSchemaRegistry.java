package io.modelfactory.local.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.LocalService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Confluent-compatible schema registry on a loopback port: registration, look-ups, configuration and compatibility of
 * Avro subjects, with Confluent's error codes. Its schemas and their ids outlive a restart on the same data folder.
 */
public final class DevelopmentSchemaRegistry implements LocalService {
    private static final Logger LOG = LoggerFactory.getLogger(DevelopmentSchemaRegistry.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int THREADS = 4;

    private final DataDirectory data;
    private final Path file;
    private final Optional<Credentials> credentials;
    private final ObjectMapper json = JsonMapper.builder().build();
    private int port;
    private Optional<Running> running = Optional.empty();

    public DevelopmentSchemaRegistry(DataDirectory data) {
        this(data, Optional.empty());
    }

    /** A registry on the port that is given. */
    public DevelopmentSchemaRegistry(DataDirectory data, int port) {
        this(data, Optional.empty());
        this.port = port;
    }

    /** A registry that answers only those who send the credentials by HTTP basic authentication. */
    public DevelopmentSchemaRegistry(DataDirectory data, Credentials credentials) {
        this(data, Optional.of(credentials));
    }

    private DevelopmentSchemaRegistry(DataDirectory data, Optional<Credentials> credentials) {
        this.data = data;
        this.file = data.path().resolve("schemas.json");
        this.credentials = credentials;
    }

    /** A user and a password for basic authentication. */
    public record Credentials(String user, String password) {
        String header() {
            byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }
    }

    private record Running(HttpServer server, ExecutorService threads) {}

    @Override
    public synchronized void start() {
        if (running.isPresent()) {
            return;
        }
        RegistryApi api = new RegistryApi(new SchemaCatalog(file));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            port = server.getAddress().getPort();
            server.setExecutor(threads);
            server.createContext("/", exchange -> handle(api, exchange));
            server.start();
            running = Optional.of(new Running(server, threads));
        } catch (IOException e) {
            threads.shutdownNow();
            throw new IllegalStateException("the schema registry did not start on port " + port, e);
        }
    }

    @Override
    public synchronized void stop() {
        running.ifPresent(active -> {
            active.server().stop(0);
            active.threads().shutdownNow();
        });
        running = Optional.empty();
    }

    @Override
    public void close() {
        stop();
        data.close();
    }

    /** The address to configure as {@code schema.registry.url}; known once the registry has started. */
    public synchronized String url() {
        if (port == 0) {
            throw new IllegalStateException("the schema registry has no address yet: call start() first");
        }
        return "http://127.0.0.1:" + port;
    }

    private void handle(RegistryApi api, HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                requireCredentials(exchange);
                respond(exchange, 200, api.answer(request(exchange)));
            } catch (SchemaRegistryException fault) {
                respond(exchange, fault.status(), error(fault.errorCode(), String.valueOf(fault.getMessage())));
            } catch (RuntimeException e) {
                LOG.warn(
                        "the schema registry failed at {} {}",
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        e);
                respond(exchange, 500, error(50001, "Error in the schema registry's own code"));
            }
        }
    }

    private void requireCredentials(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        if (credentials.isPresent() && !credentials.get().header().equals(given)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"schema registry\"");
            throw SchemaRegistryException.unauthorized();
        }
    }

    private static RegistryApi.Request request(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        List<String> path = Arrays.stream(uri.getRawPath().split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(DevelopmentSchemaRegistry::decode)
                .toList();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String query = Optional.ofNullable(uri.getRawQuery()).orElse("");
        return new RegistryApi.Request(exchange.getRequestMethod(), path, query, body);
    }

    /** In a path a plus sign is a plus sign, unlike in the form data that the JDK's decoder is made for. */
    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Map<String, Object> error(int code, String message) {
        return Map.of("error_code", code, "message", message);
    }

    private void respond(HttpExchange exchange, int status, Object value) throws IOException {
        byte[] body = json.writeValueAsBytes(value);
        exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
