package io.modelfactory.worker.app.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** One page of a worker's own web server, as a probe or a scraper gets it. */
record HealthPage(int status, String body) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    static HealthPage of(Worker worker, String path) {
        try {
            HttpResponse<String> response = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(worker.healthUrl() + path))
                            .build(),
                    BodyHandlers.ofString());
            return new HealthPage(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode json() {
        try {
            return Json.parse(body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(body, e);
        }
    }

    /** Why the check of that name is not ready; blank if it is. */
    String reason(String check) {
        return json().path("checks").path(check).path("reason").asText();
    }
}
