package io.modelfactory.local.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelfactory.local.registry.SchemaCatalog.SchemaVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The registry's resources, free of HTTP: a method, path segments and a body in; a value to be written as JSON out. */
final class RegistryApi {
    private final SchemaCatalog catalog;
    private final ObjectMapper json = JsonMapper.builder().build();

    RegistryApi(SchemaCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * One request.
     *
     * @param path decoded segments; subjects may hold any character
     */
    record Request(String method, List<String> path, String query, String body) {
        boolean isGet() {
            return method.equals("GET");
        }

        boolean isPost() {
            return method.equals("POST");
        }

        boolean isPut() {
            return method.equals("PUT");
        }

        String segment(int index) {
            return index < path.size() ? path.get(index) : "";
        }
    }

    Object answer(Request request) {
        return switch (request.segment(0)) {
            case "subjects" -> subjects(request);
            case "schemas" -> schemas(request);
            case "config" -> config(request);
            case "compatibility" -> compatibility(request);
            default -> throw SchemaRegistryException.unknownResource(String.join("/", request.path()));
        };
    }

    private Object subjects(Request request) {
        String subject = request.segment(1);
        boolean versions = request.segment(2).equals("versions");
        return switch (request.path().size()) {
            case 1 -> {
                requireGet(request);
                yield catalog.subjects();
            }
            case 2 -> {
                requirePost(request);
                yield catalog.lookUp(subject, schema(request));
            }
            case 3 -> versions ? versions(request, subject) : unknown(request);
            case 4 -> {
                requireGet(request);
                yield versions ? catalog.version(subject, request.segment(3)) : unknown(request);
            }
            default -> unknown(request);
        };
    }

    private Object versions(Request request, String subject) {
        if (request.isPost()) {
            return Map.of("id", catalog.register(subject, schema(request)).id());
        }
        requireGet(request);
        return catalog.versions(subject).stream().map(SchemaVersion::version).toList();
    }

    private Object schemas(Request request) {
        if (request.path().size() != 3 || !request.segment(1).equals("ids")) {
            return unknown(request);
        }
        requireGet(request);
        try {
            return Map.of("schema", catalog.schemaById(Integer.parseInt(request.segment(2))));
        } catch (NumberFormatException e) {
            throw SchemaRegistryException.unknownResource(String.join("/", request.path()));
        }
    }

    private Object config(Request request) {
        Optional<String> subject = request.path().size() == 2 ? Optional.of(request.segment(1)) : Optional.empty();
        if (request.path().size() > 2) {
            return unknown(request);
        }
        if (request.isPut()) {
            CompatibilityLevel level = level(request);
            subject.ifPresentOrElse(name -> catalog.changeLevel(name, level), () -> catalog.changeLevel(level));
            return Map.of("compatibility", level);
        }
        requireGet(request);
        return Map.of(
                "compatibilityLevel", subject.map(name -> level(request, name)).orElseGet(catalog::level));
    }

    private CompatibilityLevel level(Request request, String subject) {
        boolean defaultToGlobal = request.query().contains("defaultToGlobal=true");
        return catalog.level(subject)
                .or(() -> defaultToGlobal ? Optional.of(catalog.level()) : Optional.empty())
                .orElseThrow(() -> SchemaRegistryException.noCompatibilityOfSubject(subject));
    }

    private Object compatibility(Request request) {
        boolean known = request.path().size() == 5
                && request.segment(1).equals("subjects")
                && request.segment(3).equals("versions");
        if (!known) {
            return unknown(request);
        }
        requirePost(request);
        Optional<String> incompatibility =
                catalog.incompatibility(request.segment(2), request.segment(4), schema(request));
        return Map.of(
                "is_compatible",
                incompatibility.isEmpty(),
                "messages",
                incompatibility.stream().toList());
    }

    private String schema(Request request) {
        JsonNode document = body(request);
        String type = document.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO") || !document.path("references").isEmpty()) {
            throw SchemaRegistryException.invalidSchema(
                    "this registry takes Avro without references, not schemaType " + type);
        }
        if (!document.path("schema").isTextual()) {
            throw SchemaRegistryException.invalidSchema("\"schema\" must be the schema's text");
        }
        return document.path("schema").textValue();
    }

    private CompatibilityLevel level(Request request) {
        String name = body(request).path("compatibility").asText("");
        try {
            return CompatibilityLevel.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw SchemaRegistryException.invalidCompatibilityLevel(name);
        }
    }

    private JsonNode body(Request request) {
        try {
            return json.readTree(request.body());
        } catch (JsonProcessingException e) {
            throw SchemaRegistryException.malformedRequest("the body is not JSON");
        }
    }

    private static Object unknown(Request request) {
        throw SchemaRegistryException.unknownResource(String.join("/", request.path()));
    }

    private static void requireGet(Request request) {
        if (!request.isGet()) {
            throw SchemaRegistryException.methodNotAllowed(request.method());
        }
    }

    private static void requirePost(Request request) {
        if (!request.isPost()) {
            throw SchemaRegistryException.methodNotAllowed(request.method());
        }
    }
}
