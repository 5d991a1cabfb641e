package io.modelfactory.worker.artifact.s3;

import static io.modelfactory.worker.failure.FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.resilience4j.retry.Retry;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store makes of a service in trouble, which a healthy one cannot be asked to show. */
class S3FaultsTest {
    private static final byte[] CONTENT = "content".getBytes(UTF_8);
    private static final int ATTEMPTS = 5;

    /** Statuses to answer with, in order; 200 once they are used up. */
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

    /** Documents to answer with, by method and query; nothing for others. */
    private final Map<String, String> bodies = new ConcurrentHashMap<>();

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private S3ArtifactStore store;

    @BeforeEach
    void start() throws IOException {
        System.setProperty("aws.accessKeyId", "key");
        System.setProperty("aws.secretAccessKey", "secret-of-the-test");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        S3Options options = new S3Options(Optional.of(endpoint), Optional.of("us-east-1"), true);
        store = new S3ArtifactStore(
                S3Location.parse("s3://bucket/prefix"),
                new S3Service(
                        S3Service.client(options), Retry.of("test", S3Service.retryConfig(Duration.ofMillis(1)))));
    }

    @AfterEach
    void stop() {
        store.close();
        server.stop(0);
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 409})
    void transientFaultsAreRetriedInPlace(int status) {
        AtomicInteger retries = new AtomicInteger();
        store.onRetry(retries::incrementAndGet);
        answers.addAll(List.of(status, status));

        store.write("run/x", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION);

        assertThat(retries).hasValue(2);

        assertThat(requests).hasSize(3).containsOnly("PUT /bucket/prefix/run/x if-none-match=*");
    }

    @Test
    void aLastingFaultIsReportedAfterBoundedAttempts() {
        answers.addAll(List.of(503, 503, 503, 503, 503, 503, 503, 503));

        assertThatThrownBy(() -> store.write("run/x", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION))
                .isInstanceOf(TransientFaultException.class)
                .hasMessageContaining("run/x")
                .message()
                .doesNotContain("secret-of-the-test");
        assertThat(requests).hasSize(ATTEMPTS);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 501})
    void aRefusalIsATransientFaultToo(int status) {
        answers.addAll(List.of(status, status, status, status, status));

        assertThatThrownBy(() -> store.write("run/x", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION))
                .isInstanceOf(TransientFaultException.class);
        if (status < 500) {
            assertThat(requests).as("asking again at once would not help").hasSize(1);
        }
    }

    @Test
    void anUnresponsiveServiceIsATransientFault() {
        server.stop(0);

        assertThatThrownBy(() -> store.read("run/x", 100)).isInstanceOf(TransientFaultException.class);
    }

    @Test
    void aServiceThatOverwritesInSpiteOfTheConditionIsNotUsed() {
        assertThatIllegalStateException()
                .isThrownBy(store::requireConditionalWrites)
                .withMessageContainingAll("s3://bucket/prefix/", "If-None-Match");
    }

    @Test
    void aServiceWithoutConditionalMultipartUploadsIsRefused() {
        // Both PUTs of the probe, the second refused; then the upload in parts, which succeeds.
        answers.addAll(List.of(200, 412));
        bodies.put(
                "POST uploads",
                "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>");
        bodies.put("POST uploadId=u1", "<CompleteMultipartUploadResult><ETag>t</ETag></CompleteMultipartUploadResult>");

        assertThatIllegalStateException().isThrownBy(store::requireConditionalWrites);
        assertThat(requests).last(as(STRING)).isEqualTo("POST /bucket/prefix/write-once-probe if-none-match=*");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            requests.add("%s %s if-none-match=%s"
                    .formatted(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().getPath(),
                            exchange.getRequestHeaders().getFirst("If-None-Match")));
            Integer status = answers.poll();
            String body = bodies.getOrDefault(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getQuery(), "");
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status == null ? 200 : status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
