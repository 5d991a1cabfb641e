package io.modelfactory.worker.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/**
 * The three questions a serializer asks of a Confluent-compatible schema registry. Answers never change, so each is asked
 * once. Trouble of the network, and answers of 429 and 5xx, are retried on every configured URL in turn and then leave as
 * {@link TransientFaultException}; a definite "no" leaves as {@link SerializationException}.
 */
final class SchemaRegistryClient {
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_RESPONSE_BYTES = 1 << 20;
    private static final int MAX_CACHED_SCHEMAS = 1_000;

    private static final RetryConfig RETRY = RetryConfig.custom()
            .maxAttempts(4)
            .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(100, 2.0, 0.5, 1_000))
            .retryExceptions(TransientFaultException.class)
            .build();

    private final RegistrySettings settings;
    private final HttpClient http;
    private final Retry retry = Retry.of("schema-registry", RETRY);
    private final AtomicInteger preferred = new AtomicInteger();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    SchemaRegistryClient(RegistrySettings settings) {
        this.settings = settings;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        settings.ssl().ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /** Registers a schema under a subject, or finds it registered; gives its id. */
    int register(String subject, Schema schema) {
        return ask("/subjects/" + encoded(subject) + "/versions", body(schema))
                .path("id")
                .intValue();
    }

    /** The id of a schema that is registered under a subject already. */
    int idOf(String subject, Schema schema) {
        return ask("/subjects/" + encoded(subject), body(schema)).path("id").intValue();
    }

    Schema schema(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        Schema asked = parse(id, ask("/schemas/ids/" + id, "").path("schema").asText());
        if (schemas.size() < MAX_CACHED_SCHEMAS) {
            schemas.put(id, asked);
        }
        return asked;
    }

    private static Schema parse(int id, String text) {
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            throw new SerializationException("schema " + id + " is not an Avro schema", e);
        }
    }

    private static String body(Schema schema) {
        return Json.object().put("schema", schema.toString()).toString();
    }

    /** @param body posted if there is one */
    private JsonNode ask(String path, String body) {
        return retry.executeSupplier(() -> askOnce(path, body));
    }

    private JsonNode askOnce(String path, String body) {
        int turn = Math.floorMod(preferred.get(), settings.urls().size());
        URI url = URI.create(settings.urls().get(turn) + path);
        try {
            HttpResponse<InputStream> response =
                    http.send(request(url, body), HttpResponse.BodyHandlers.ofInputStream());
            return answer(url, response);
        } catch (IOException e) {
            preferred.compareAndSet(turn, turn + 1);
            throw new TransientFaultException(
                    "schema registry " + url.getHost() + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFaultException("interrupted while asking the schema registry", e);
        }
    }

    private HttpRequest request(URI url, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(REQUEST_TIMEOUT)
                .header("Accept", CONTENT_TYPE + ", application/json");
        settings.authorization().ifPresent(value -> request.header("Authorization", value));
        if (!body.isEmpty()) {
            request.header("Content-Type", CONTENT_TYPE).POST(BodyPublishers.ofString(body));
        }
        return request.build();
    }

    private JsonNode answer(URI url, HttpResponse<InputStream> response) throws IOException {
        byte[] content;
        try (InputStream in = response.body()) {
            content = in.readNBytes(MAX_RESPONSE_BYTES + 1);
        }
        if (content.length > MAX_RESPONSE_BYTES) {
            throw new SerializationException("schema registry: " + url.getPath() + " answers with too many bytes");
        }
        int status = response.statusCode();
        if (status == 200) {
            return Json.parse(content);
        }
        String problem = "schema registry: " + url.getPath() + " answers " + status + " "
                + shorten(new String(content, StandardCharsets.UTF_8));
        if (status == 429 || status >= 500) {
            preferred.incrementAndGet();
            throw new TransientFaultException(problem, new IOException("HTTP " + status));
        }
        throw new SerializationException(problem);
    }

    private static String shorten(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300);
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
