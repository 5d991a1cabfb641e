package io.modelfactory.worker.telemetry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's own small web server, for probes and scrapers: {@code /livez}, {@code /readyz}, {@code /metrics} and
 * {@code /info}. It reads and never writes, and has its own few threads, so that it answers while the worker is busy or
 * stuck.
 */
public final class HealthServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);

    /** A slow client occupies a thread until its reading time is over, so there are more than such clients. */
    private static final int MAX_THREADS = 512;

    private static final long STACK_BYTES = 256 << 10;
    private static final long IDLE_SECONDS = 10;
    private static final int BACKLOG = 512;
    private static final String JSON = "application/json";
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads = threads();

    private record HealthReply(int status, String type, String body) {}

    static {
        // The JDK reads these limits, in seconds, from system properties only. Without them idle connections occupy
        // threads for ever.
        limit("sun.net.httpserver.maxReqTime", "2");
        limit("sun.net.httpserver.maxRspTime", "30");
    }

    private static void limit(String property, String seconds) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, seconds);
        }
    }

    /**
     * Listens at once, and answers from {@link #start} on.
     *
     * @param port 0 for any that is free
     * @throws IOException if the address cannot be bound
     */
    public HealthServer(String host, int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
        server.setExecutor(threads);
    }

    /**
     * @param metrics in Prometheus' text format
     * @param info about this process, for people and inventories
     */
    public void start(ReadinessChecks readiness, Supplier<String> metrics, Map<String, String> info) {
        serve("/livez", () -> new HealthReply(200, JSON, "{\"live\":true}"));
        serve("/readyz", () -> readiness(readiness.report()));
        serve("/metrics", () -> new HealthReply(200, PROMETHEUS_TEXT, metrics.get()));
        serve("/info", () -> new HealthReply(200, JSON, json(info)));
        server.start();
    }

    /** Beyond the last thread a connection is closed at once: no probe waits in a queue behind slow clients. */
    private static ExecutorService threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                0, MAX_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "health", STACK_BYTES);
                    thread.setDaemon(true);
                    return thread;
                });
        return threads;
    }

    /** Where it listens, as an address for a browser. */
    public String url() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private void serve(String path, Supplier<HealthReply> page) {
        server.createContext(path, exchange -> {
            try (exchange) {
                boolean known = exchange.getRequestURI().getPath().equals(path);
                send(exchange, known ? answer(exchange, page) : problem(404, "there is no such page"));
            }
        });
    }

    private static HealthReply answer(HttpExchange exchange, Supplier<HealthReply> page) {
        if (!exchange.getRequestMethod().equals("GET")
                && !exchange.getRequestMethod().equals("HEAD")) {
            return problem(405, "only GET and HEAD are answered");
        }
        try {
            return page.get();
        } catch (RuntimeException bug) {
            LOG.warn("{} could not be answered", exchange.getRequestURI().getPath(), bug);
            return problem(500, "see the worker's log");
        }
    }

    private static void send(HttpExchange exchange, HealthReply page) throws IOException {
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", page.type());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(page.status(), head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    private static HealthReply readiness(Map<String, Optional<String>> report) {
        boolean ready = report.values().stream().allMatch(Optional::isEmpty);
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("ready", ready);
        ObjectNode checks = document.putObject("checks");
        report.forEach((name, problem) -> {
            ObjectNode check = checks.putObject(name).put("ready", problem.isEmpty());
            problem.ifPresent(why -> check.put("reason", why));
        });
        return new HealthReply(ready ? 200 : 503, JSON, document.toString());
    }

    private static HealthReply problem(int status, String why) {
        return new HealthReply(status, JSON, json(Map.of("error", why)));
    }

    private static String json(Map<String, String> members) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        members.forEach(document::put);
        return document.toString();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
