package io.modelfactory.worker.kafka;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that gives the scripted answers, once each, and with the last answer from then on. */
public final class StubSchemaRegistry implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<StubReply> replies = new ArrayDeque<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** @param endless claims more bytes than it sends, and keeps the connection */
    private record StubReply(int status, String body, boolean endless) {}

    public StubSchemaRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public StubSchemaRegistry then(int status, String body) {
        replies.add(new StubReply(status, body, false));
        return this;
    }

    StubSchemaRegistry thenStallAfter(String beginning) {
        replies.add(new StubReply(200, beginning, true));
        return this;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Method and path of each request so far. */
    List<String> requests() {
        return requests;
    }

    SchemaRegistryClient client() {
        return clientOf(url());
    }

    static SchemaRegistryClient clientOf(String urls) {
        return clientOf(urls, Duration.ofMinutes(1));
    }

    /** @param timeout after which an answer that falls silent is given up */
    static SchemaRegistryClient clientOf(String urls, Duration timeout) {
        RegistrySettings settings = RegistrySettings.of(Map.of("schema.registry.url", urls));
        return new SchemaRegistryClient(new RegistryHttpClient(settings, timeout));
    }

    private synchronized StubReply next() {
        return replies.size() > 1 ? replies.remove() : replies.element();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        StubReply reply = next();
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length + (reply.endless() ? 10L : 0L));
        exchange.getResponseBody().write(body);
        if (reply.endless()) {
            exchange.getResponseBody().flush();
        } else {
            exchange.close();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
