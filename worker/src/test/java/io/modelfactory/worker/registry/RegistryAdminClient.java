package io.modelfactory.worker.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;

/** What a release pipeline does with a registry, by its REST API and not by the worker's own client. */
public final class RegistryAdminClient {
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String url;

    public RegistryAdminClient(String url) {
        this.url = url;
    }

    /** An answer: the HTTP status and the body's JSON, of which Confluent's errors have {@code error_code}. */
    public record AdminResponse(int status, JsonNode body) {}

    /** Gives the schema's id. */
    public int register(String subject, String schemaText) {
        AdminResponse answer = tryToRegister(subject, schemaText);
        if (answer.status() != 200) {
            throw new IllegalStateException(subject + ": " + answer);
        }
        return answer.body().path("id").intValue();
    }

    public AdminResponse tryToRegister(String subject, String schemaText) {
        return send("POST", "/subjects/" + subject + "/versions", schema(schemaText));
    }

    /** Whether the schema keeps the subject's promise to the latest version; nothing is registered. */
    public boolean isCompatible(String subject, String schemaText) {
        return send("POST", "/compatibility/subjects/" + subject + "/versions/latest", schema(schemaText))
                .body()
                .path("is_compatible")
                .booleanValue();
    }

    public void setCompatibilityLevel(String subject, String level) {
        AdminResponse answer = send(
                "PUT",
                "/config/" + subject,
                Json.object().put("compatibility", level).toString());
        if (answer.status() != 200) {
            throw new IllegalStateException(subject + ": " + answer);
        }
    }

    public JsonNode get(String path) {
        return send("GET", path, "").body();
    }

    public Schema schema(int id) {
        return new Schema.Parser()
                .parse(get("/schemas/ids/" + id).path("schema").textValue());
    }

    private static String schema(String text) {
        return Json.object().put("schema", text).toString();
    }

    private AdminResponse send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", CONTENT_TYPE)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
            return new AdminResponse(
                    response.statusCode(), Json.parse(response.body().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
