package io.modelfactory.worker.kafka;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the registry at the first of its addresses that answers, beginning with the one that answered last. */
final class RegistryHttpClient {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryHttpClient.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final int MAX_RESPONSE_BYTES = 2 << 20;

    private final RegistrySettings settings;
    private final Duration timeout;
    private final HttpClient client;
    private volatile int preferred;

    /** @param timeout for a whole answer of one address, body included */
    RegistryHttpClient(RegistrySettings settings, Duration timeout) {
        this.settings = settings;
        this.timeout = timeout;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        settings.ssl().ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /**
     * The answer of the first address that is not in passing trouble, or of the last one.
     *
     * @param body posted if present
     * @throws IOException if the last address gave no answer
     */
    RegistryResponse send(String path, Optional<String> body) throws IOException {
        int count = settings.urls().size();
        int first = preferred;
        for (int i = 0; i < count - 1; i++) {
            int turn = (first + i) % count;
            try {
                RegistryResponse answer = exchange(turn, path, body);
                if (!answer.isTransient()) {
                    preferred = turn;
                    return answer;
                }
            } catch (InterruptedIOException stop) {
                throw stop;
            } catch (IOException silence) {
                LOG.debug("the next schema registry may do better", silence);
            }
        }
        int last = (first + count - 1) % count;
        RegistryResponse answer = exchange(last, path, body);
        preferred = last;
        return answer;
    }

    private RegistryResponse exchange(int turn, String path, Optional<String> body) throws IOException {
        URI url = URI.create(settings.urls().get(turn) + path);
        CompletableFuture<HttpResponse<byte[]>> pending =
                client.sendAsync(request(url, body), head -> new BoundedBodySubscriber(MAX_RESPONSE_BYTES));
        try {
            // The request's own timeout ends with the headers; this one holds for the body too.
            HttpResponse<byte[]> response = pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new RegistryResponse(
                    url.getAuthority(), response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new HttpTimeoutException(url.getAuthority() + " did not answer within " + timeout);
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking " + url.getAuthority());
        } catch (ExecutionException e) {
            throw new IOException(url.getAuthority() + " does not answer: " + e.getCause(), e.getCause());
        }
    }

    private HttpRequest request(URI url, Optional<String> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).header("Accept", CONTENT_TYPE + ", application/json");
        settings.authorization().ifPresent(value -> request.header("Authorization", value));
        body.ifPresent(text -> request.header("Content-Type", CONTENT_TYPE).POST(BodyPublishers.ofString(text)));
        return request.build();
    }
}
