package io.modelfactory.worker.telemetry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.telemetry.NonBlockingHttpServer.HttpReply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's own small web server, for probes and scrapers: {@code /livez}, {@code /readyz}, {@code /metrics} and
 * {@code /info}. It reads and never writes. Liveness depends on one thread that waits for nothing; each page that may
 * take its time has threads of its own. So neither slow clients nor slow pages, nor a worker that is busy or stuck,
 * keep a probe waiting.
 */
public final class HealthServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);

    private static final int MAX_CONNECTIONS = 1_024;

    /** Requests for one page that are answered at a time, and that wait; those beyond are refused. */
    private static final int THREADS_PER_PAGE = 2;

    private static final int QUEUE_PER_PAGE = 64;
    private static final long IDLE_SECONDS = 10;
    private static final String JSON = "application/json";
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final HttpReply LIVE = new HttpReply(200, JSON, "{\"live\":true}");

    private final NonBlockingHttpServer server;
    private final Map<String, HealthPage> pages = new ConcurrentHashMap<>();

    /** A page that may take its time. */
    private record HealthPage(Supplier<HttpReply> content, ExecutorService threads) {}

    /**
     * Listens at once and says that it lives; its other pages are there from {@link #start} on.
     *
     * @param port 0 for any that is free
     * @throws IOException if the address cannot be bound
     */
    public HealthServer(String host, int port) throws IOException {
        this(host, port, MAX_CONNECTIONS);
    }

    HealthServer(String host, int port, int maxConnections) throws IOException {
        server = new NonBlockingHttpServer(
                new InetSocketAddress(InetAddress.getByName(host), port), maxConnections, this::answer);
    }

    /**
     * @param metrics in Prometheus' text format
     * @param info about this process, for people and inventories
     */
    public void start(ReadinessChecks readiness, Supplier<String> metrics, Map<String, String> info) {
        serve("/readyz", () -> readiness(readiness.report()));
        serve("/metrics", () -> new HttpReply(200, PROMETHEUS_TEXT, metrics.get()));
        serve("/info", () -> new HttpReply(200, JSON, json(info)));
    }

    /** Where it listens, as an address for a browser. */
    public String url() {
        InetSocketAddress address = server.address();
        String host = address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private void serve(String path, Supplier<HttpReply> content) {
        pages.put(path, new HealthPage(content, threads(path)));
    }

    private static ExecutorService threads(String path) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS_PER_PAGE,
                THREADS_PER_PAGE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE_PER_PAGE),
                BasicThreadFactory.builder()
                        .namingPattern("health" + path)
                        .daemon()
                        .build());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private CompletionStage<HttpReply> answer(String method, String path) {
        boolean isLiveness = path.equals("/livez");
        HealthPage page = pages.get(path);
        if (!isLiveness && page == null) {
            return CompletableFuture.completedStage(problem(404, "there is no such page"));
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            return CompletableFuture.completedStage(problem(405, "only GET and HEAD are answered"));
        } else if (isLiveness || page == null) {
            return CompletableFuture.completedStage(LIVE);
        }
        try {
            return CompletableFuture.supplyAsync(() -> content(path, page), page.threads());
        } catch (RejectedExecutionException full) {
            return CompletableFuture.completedStage(problem(503, "too many ask for this page at once"));
        }
    }

    private static HttpReply content(String path, HealthPage page) {
        try {
            return page.content().get();
        } catch (RuntimeException bug) {
            LOG.warn("{} could not be answered", path, bug);
            return problem(500, "see the worker's log");
        }
    }

    private static HttpReply readiness(Map<String, Optional<String>> report) {
        boolean ready = report.values().stream().allMatch(Optional::isEmpty);
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("ready", ready);
        ObjectNode checks = document.putObject("checks");
        report.forEach((name, problem) -> {
            ObjectNode check = checks.putObject(name).put("ready", problem.isEmpty());
            problem.ifPresent(why -> check.put("reason", why));
        });
        return new HttpReply(ready ? 200 : 503, JSON, document.toString());
    }

    private static HttpReply problem(int status, String why) {
        return new HttpReply(status, JSON, json(Map.of("error", why)));
    }

    private static String json(Map<String, String> members) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        members.forEach(document::put);
        return document.toString();
    }

    @Override
    public void close() {
        server.close();
        pages.values().forEach(page -> page.threads().shutdownNow());
    }
}
