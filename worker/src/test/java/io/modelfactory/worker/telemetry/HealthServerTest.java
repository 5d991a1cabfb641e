package io.modelfactory.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {
    private static final CachedProbe.ProbeTiming AT_ONCE =
            new CachedProbe.ProbeTiming(Duration.ZERO, Duration.ofSeconds(9), System::nanoTime);

    /** The slow clients are closed after ten seconds: who waits for that has waited for them. */
    private static final Duration BEFORE_IDLE_ONES_ARE_CLOSED = Duration.ofSeconds(9);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ReadinessChecks readiness = new ReadinessChecks(AT_ONCE, Runnable::run);
    private final AtomicBoolean databaseIsThere = new AtomicBoolean(true);
    private volatile String metrics = "up 1\n";
    private volatile CountDownLatch pageHangsUntil = new CountDownLatch(0);
    private final HealthServer server;

    HealthServerTest() throws IOException {
        server = new HealthServer("127.0.0.1", 0);
    }

    @BeforeEach
    void start() {
        readiness.add("database", () -> {
            if (!databaseIsThere.get()) {
                throw new IllegalStateException("connection \"refused\"");
            }
        });
        server.start(
                readiness,
                () -> {
                    if (!databaseIsThere.get()) {
                        throw new IllegalStateException("a bug");
                    }
                    awaitPage();
                    return metrics;
                },
                Map.of("release", "git:1"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aWorkerIsReadyOnceItHasStartedAndItsNeighboursAnswer() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).contains("\"worker\":{\"ready\":false,\"reason\":\"is starting\"}");

        readiness.started();

        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body())
                .isEqualTo("{\"ready\":true,\"checks\":{\"worker\":{\"ready\":true},\"database\":{\"ready\":true}}}");
    }

    @Test
    void readinessSaysWhyAndComesBackByItselfWhileTheWorkerLives() throws Exception {
        readiness.started();
        databaseIsThere.set(false);

        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).contains("\"reason\":\"connection \\\"refused\\\"\"");
        assertThat(get("/livez").statusCode()).isEqualTo(200);

        databaseIsThere.set(true);

        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void aWorkerThatIsStoppingIsNotReady() throws Exception {
        readiness.started();
        readiness.stopping();

        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).contains("is stopping");
    }

    @Test
    void metricsAndInfoAreServedAsWhatTheyAre() throws Exception {
        assertThat(get("/metrics").body()).isEqualTo("up 1\n");
        assertThat(get("/metrics").headers().firstValue("Content-Type"))
                .hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(get("/info").body()).isEqualTo("{\"release\":\"git:1\"}");
    }

    @Test
    void aPageThatFailsSaysSoAndStopsNoOther() throws Exception {
        databaseIsThere.set(false);

        assertThat(get("/metrics").statusCode()).isEqualTo(500);
        assertThat(get("/metrics").body()).doesNotContain("bug");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void nothingElseIsAnswered() throws Exception {
        assertThat(get("/livez/x").statusCode()).isEqualTo(404);
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(send(request("/info").POST(BodyPublishers.ofString("x"))).statusCode())
                .isEqualTo(405);
        HttpResponse<String> head = send(request("/livez").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void idleClientsDoNotBlockOtherClients() throws Exception {
        URI url = URI.create(server.url());
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Socket socket = new Socket(url.getHost(), url.getPort());
            socket.getOutputStream().write("GET /livez HT".getBytes(StandardCharsets.US_ASCII));
            silent.add(socket);
        }

        assertThat(get("/livez").statusCode()).isEqualTo(200);

        for (Socket socket : silent) {
            socket.close();
        }
    }

    @Test
    void moreSlowClientsThanConnectionsDelayNoProbe() throws Exception {
        List<SocketChannel> slow = new ArrayList<>();
        try (HealthServer bounded = new HealthServer("127.0.0.1", 0, 600)) {
            URI url = URI.create(bounded.url());
            for (int client = 0; client < 1_500; client++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress(url.getHost(), url.getPort()));
                slow.add(channel);
                channel.write(ByteBuffer.wrap("GET /livez HT".getBytes(StandardCharsets.US_ASCII)));
            }

            for (int probe = 0; probe < 11; probe++) {
                assertThat(send(HttpRequest.newBuilder(url.resolve("/livez")).timeout(BEFORE_IDLE_ONES_ARE_CLOSED))
                                .statusCode())
                        .isEqualTo(200);
            }
        } finally {
            for (SocketChannel channel : slow) {
                channel.close();
            }
        }
    }

    @Test
    void clientsThatDoNotTakeTheirAnswersDelayNoProbe() throws Exception {
        metrics = "x".repeat(4 << 20);
        List<SocketChannel> slow = new ArrayList<>();
        URI url = URI.create(server.url());
        try {
            for (int client = 0; client < 8; client++) {
                SocketChannel channel = SocketChannel.open(new InetSocketAddress(url.getHost(), url.getPort()));
                slow.add(channel);
                channel.write(ByteBuffer.wrap(
                        "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
                channel.read(ByteBuffer.allocate(1));
            }

            assertThat(get("/livez").statusCode()).isEqualTo(200);
            assertThat(get("/metrics").body()).hasSize(4 << 20);
        } finally {
            for (SocketChannel channel : slow) {
                channel.close();
            }
        }
    }

    @Test
    void aPageThatHangsStopsNoOtherAndIsRefusedInTheEnd() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        readiness.started();
        pageHangsUntil = hang;
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        try {
            for (int count = 0; count < 80; count++) {
                asked.add(client.sendAsync(request("/metrics").build(), BodyHandlers.ofString()));
            }
            CompletableFuture.anyOf(asked.toArray(CompletableFuture[]::new)).join();

            assertThat(get("/livez").statusCode()).isEqualTo(200);
            assertThat(get("/readyz").statusCode()).isEqualTo(200);
            assertThat(get("/info").statusCode()).isEqualTo(200);
        } finally {
            hang.countDown();
        }
        assertThat(asked)
                .extracting(answer -> answer.join().statusCode())
                .contains(503)
                .contains(200);
    }

    @Test
    void aRequestThatIsNoneIsRefused() throws Exception {
        URI url = URI.create(server.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write("no request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 400");
        }
    }

    @Test
    void aPortThatIsTakenIsRefused() {
        int taken = URI.create(server.url()).getPort();

        assertThatThrownBy(() -> new HealthServer("127.0.0.1", taken)).isInstanceOf(BindException.class);
    }

    /** The connections of a worker that died linger in the kernel, and must not keep its successor from its port. */
    @Test
    void aPortIsTakenAgainAtOnce() throws Exception {
        int port = URI.create(server.url()).getPort();
        try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
            open.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(open.getInputStream().read()).isPositive();
            server.close();
        }

        new HealthServer("127.0.0.1", port).close();
    }

    private void awaitPage() {
        try {
            pageHangsUntil.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path));
    }
}
