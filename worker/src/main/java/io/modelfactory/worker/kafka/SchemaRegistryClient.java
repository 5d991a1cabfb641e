package io.modelfactory.worker.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The questions that are asked of a Confluent-compatible schema registry.
 *
 * <p>Only the registry's own no to a schema or an id is a {@link SerializationException}. Everything else that goes
 * wrong (network, 5xx, 429, but also a wrong address or password) is a {@link TransientFaultException}: the message may
 * be sound, and must wait rather than be given up. Passing trouble is retried here first.
 */
final class SchemaRegistryClient {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistryClient.class);
    private static final int UNAUTHORIZED = 401;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 4;
    private static final int ATTEMPTS_OF_COMMANDS = 2;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(1);

    private final RegistryHttpClient http;
    private final Retry retry;

    SchemaRegistryClient(RegistrySettings settings) {
        this(
                new RegistryHttpClient(settings, answerTimeout(settings)),
                settings.timeout().isPresent());
    }

    /** Where a person waits, all attempts at all addresses and the pause between them end by the timeout. */
    private static Duration answerTimeout(RegistrySettings settings) {
        return settings.timeout()
                .map(all -> all.minus(FIRST_PAUSE.multipliedBy(2))
                        .dividedBy((long) ATTEMPTS_OF_COMMANDS * settings.urls().size()))
                .filter(one -> one.compareTo(ANSWER_TIMEOUT) < 0)
                .orElse(ANSWER_TIMEOUT);
    }

    SchemaRegistryClient(RegistryHttpClient http) {
        this(http, false);
    }

    /** @param forCommand whether a person waits, who is told in the end and not at each attempt */
    private SchemaRegistryClient(RegistryHttpClient http, boolean forCommand) {
        this.http = http;
        this.retry = Retry.of(
                "schema-registry",
                RetryConfig.<RegistryResponse>custom()
                        .maxAttempts(forCommand ? ATTEMPTS_OF_COMMANDS : ATTEMPTS)
                        .intervalFunction(
                                IntervalFunction.ofExponentialRandomBackoff(FIRST_PAUSE, 2.0, 0.5, LAST_PAUSE))
                        .retryExceptions(IOException.class)
                        .ignoreExceptions(InterruptedIOException.class)
                        .retryOnResult(RegistryResponse::isTransient)
                        .build());
        retry.getEventPublisher()
                .onRetry(event -> LOG.atLevel(forCommand ? Level.DEBUG : Level.WARN)
                        .log(
                                "asking the schema registry again in {} ms: {}",
                                event.getWaitInterval().toMillis(),
                                Optional.ofNullable(event.getLastThrowable())
                                        .map(Throwable::getMessage)
                                        .orElse("it is in trouble")));
    }

    /** Registers a listener for retried calls. */
    void onRetry(Runnable listener) {
        retry.getEventPublisher().onRetry(again -> listener.run());
    }

    /** Registers a schema under a subject, or finds it registered; gives its id. */
    int register(String subject, Schema schema) {
        return id(ask("/subjects/" + encoded(subject) + "/versions", Optional.of(body(schema))));
    }

    /**
     * The id of a schema that is registered under a subject already, in whatever spelling. Some registries find a
     * schema only by its text as it was registered, blanks and line breaks included, unless they are asked to
     * normalize.
     */
    int idOf(String subject, Schema schema) {
        String path = "/subjects/" + encoded(subject);
        try {
            return id(ask(path, Optional.of(body(schema))));
        } catch (SerializationException unknownAsSpelt) {
            return id(ask(path + "?normalize=true", Optional.of(body(schema))));
        }
    }

    Schema schema(int id) {
        JsonNode answer = ask("/schemas/ids/" + id, Optional.empty());
        if (!answer.path("schema").isTextual()) {
            throw fault(
                    "schema registry answers for id " + id + " without a schema", new IOException("not a registry"));
        }
        try {
            return new Schema.Parser().parse(answer.path("schema").textValue());
        } catch (AvroRuntimeException e) {
            throw new SerializationException("schema " + id + " is not Avro, or refers to other schemas", e);
        }
    }

    /** The schema that was registered last under a subject; empty if the registry knows none. */
    Optional<Schema> latest(String subject) {
        try {
            JsonNode answer = ask("/subjects/" + encoded(subject) + "/versions/latest", Optional.empty());
            return Optional.of(new Schema.Parser().parse(answer.path("schema").asText()));
        } catch (SerializationException unknown) {
            return Optional.empty();
        } catch (AvroRuntimeException e) {
            throw fault("the latest schema of " + subject + " is not Avro, or refers to other schemas", e);
        }
    }

    private static int id(JsonNode answer) {
        int id = answer.path("id").asInt();
        if (id <= 0) {
            throw fault("schema registry answers without an id", new IOException("not a registry"));
        }
        return id;
    }

    /** Asks once, for a sign of life; who may not see the registry's configuration still has reached it. */
    void requireReachable() {
        try {
            RegistryResponse answer = http.send("/config", Optional.empty());
            if (answer.isTransient() || answer.status() == UNAUTHORIZED) {
                throw fault(answer.describe(), new IOException("HTTP " + answer.status()));
            }
        } catch (IOException silence) {
            throw fault("no answer of a schema registry: " + silence.getMessage(), silence);
        }
    }

    private JsonNode ask(String path, Optional<String> body) {
        try {
            RegistryResponse answer = retry.executeCallable(() -> http.send(path, body));
            if (answer.isSuccess()) {
                return answer.json();
            }
            if (answer.isSchemaRejection()) {
                throw new SerializationException(path + ": " + answer.describe());
            }
            throw fault(path + ": " + answer.describe(), new IOException("HTTP " + answer.status()));
        } catch (SerializationException | TransientFaultException verdict) {
            throw verdict;
        } catch (Exception silence) {
            throw fault(path + ": no answer of a schema registry: " + silence.getMessage(), silence);
        }
    }

    private static TransientFaultException fault(String message, Exception cause) {
        return new TransientFaultException(message, cause);
    }

    private static String body(Schema schema) {
        return Json.object().put("schema", PublishedSchema.text(schema)).toString();
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
