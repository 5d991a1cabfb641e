package io.modelfactory.worker.artifact.url;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of a service in trouble. */
class SignedUrlsTest {
    @TempDir
    private Path folder = Path.of("");

    /** Statuses to answer with, in order; 200 once they are used up. */
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private String url;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/bucket/0.rows?X-Amz-Signature=secret";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429})
    void troubleThatMayPassIsAskedAgain(int status) throws IOException {
        answers.addAll(List.of(status, status));

        SignedUrls.upload(url, Files.writeString(folder.resolve("train-0.rows"), "the rows"));

        assertThat(requests).containsExactly("PUT the rows", "PUT the rows", "PUT the rows");
    }

    @Test
    void whatIsRefusedIsNotAskedAgain() {
        answers.add(403);

        assertThatExceptionOfType(RefusedUrlException.class)
                .isThrownBy(() -> SignedUrls.download(url, "train-0.rows", InputStream::readAllBytes))
                .withMessageContaining("HTTP 403");
        assertThat(requests).hasSize(1);
    }

    @Test
    void bytesThatAreNotThosePromisedAreNotReadAgain() {
        assertThatExceptionOfType(ChangedContentException.class)
                .isThrownBy(() -> SignedUrls.download(url, "train-0.rows", content -> {
                    throw new ChangedContentException("other bytes");
                }));
        assertThat(requests).hasSize(1);
    }

    @Test
    void aReadingThatBreaksBeginsAgain() throws IOException {
        String read = SignedUrls.download(url, "train-0.rows", content -> {
            if (requests.size() < 2) {
                throw new IOException("broken");
            }
            return new String(content.readAllBytes(), UTF_8);
        });

        assertThat(read).isEqualTo("answer");
    }

    @Test
    void noMessageHasTheSignature() {
        answers.addAll(List.of(500, 500, 500, 500, 500));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> SignedUrls.delete(url))
                .withMessage("cannot delete an object: IOException HTTP 500")
                .withNoCause();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> SignedUrls.download(url, "train-0.rows", content -> {
                    throw new IOException("no answer for URL: " + url);
                }))
                .withMessageContaining("cannot fetch train-0.rows: IOException no answer for URL: http")
                .withMessageNotContaining("secret")
                .withNoCause();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            requests.add((exchange.getRequestMethod() + " " + body).strip());
            Integer status = answers.poll();
            byte[] content = "answer".getBytes(UTF_8);
            exchange.sendResponseHeaders(status == null ? 200 : status, content.length);
            exchange.getResponseBody().write(content);
        }
    }
}
