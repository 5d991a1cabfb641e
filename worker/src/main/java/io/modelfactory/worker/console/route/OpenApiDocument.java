package io.modelfactory.worker.console.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * The JSON side of the console as an OpenAPI document: its addresses out of the table of routes, and what is answered
 * out of a resource that has a schema for each page and each action that shows one, under the name of its route.
 */
public final class OpenApiDocument {
    private static final String SCHEMAS = "/io/modelfactory/worker/console/page-schemas.json";
    private static final String JSON = "application/json";

    private OpenApiDocument() {}

    /** The schemas of pages, and of what they consist of, by name. */
    public static ObjectNode schemas() {
        try (InputStream content = OpenApiDocument.class.getResourceAsStream(SCHEMAS)) {
            if (content == null) {
                throw new IllegalStateException("the jar has no " + SCHEMAS);
            }
            return (ObjectNode) Json.parse(content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param release of the worker, as the document's version */
    public static ObjectNode of(List<ConsoleRoute> routes, String release) {
        ObjectNode document = Json.object().put("openapi", "3.1.0");
        document.putObject("info").put("title", "Model Factory console").put("version", release);
        ObjectNode schemas = schemas();
        ObjectNode paths = document.putObject("paths");
        routes.forEach(route -> {
            ObjectNode path =
                    paths.withObject("/" + route.path().replace("~", "~0").replace("/", "~1"));
            path.set(route.method().toString().toLowerCase(Locale.ROOT), operation(route, schemas));
        });
        document.putObject("components").set("schemas", schemas);
        return document;
    }

    private static ObjectNode operation(ConsoleRoute route, ObjectNode schemas) {
        ObjectNode operation =
                Json.object().put("operationId", route.operationId()).put("summary", route.summary());
        route.role().ifPresent(role -> operation.put("x-role", role.wireName()));
        if (route.action()) {
            operation.put("x-action", true);
        }
        ArrayNode parameters = operation.putArray("parameters");
        for (RouteParameter parameter : route.parameters()) {
            parameters
                    .addObject()
                    .put("name", parameter.name())
                    .put("in", parameter.inPath() ? "path" : "query")
                    .put("required", parameter.inPath())
                    .put("description", parameter.meaning())
                    .set("schema", Json.object().put("type", "string"));
        }
        ObjectNode responses = operation.putObject("responses");
        ObjectNode found = responses.putObject("200").put("description", route.summary());
        switch (route.kind()) {
            case PAGE -> found.putObject("content").putObject(JSON).set("schema", schema(route, schemas));
            case ACTION -> {
                // Without a schema it is answered by the page to go on from.
                if (schemas.has(route.operationId())) {
                    found.putObject("content").putObject(JSON).set("schema", reference(route.operationId()));
                }
            }
            case STREAM -> found.putObject("content").putObject("text/event-stream");
            default -> {
                // Files.
            }
        }
        ObjectNode refused = responses.putObject("default").put("description", "Why there is no answer");
        refused.putObject("content").putObject(JSON).set("schema", refusal(route));
        return operation;
    }

    private static JsonNode schema(ConsoleRoute route, ObjectNode schemas) {
        return schemas.has(route.operationId())
                ? reference(route.operationId())
                : Json.object().put("type", "object");
    }

    private static ObjectNode refusal(ConsoleRoute route) {
        if (route.kind() != RouteKind.ACTION) {
            return reference("problem");
        }
        ObjectNode refusal = Json.object();
        refusal.putArray("anyOf").add(reference("problem")).add(reference("action_refused"));
        return refusal;
    }

    private static ObjectNode reference(String schema) {
        return Json.object().put("$ref", "#/components/schemas/" + schema);
    }
}
