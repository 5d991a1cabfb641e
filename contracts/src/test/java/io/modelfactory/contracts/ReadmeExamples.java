package io.modelfactory.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** The examples of the README, by document name: the fixtures of these tests. */
@NullMarked
final class ReadmeExamples {
    private static final Pattern EXAMPLE =
            Pattern.compile("^```json (\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Map<String, ObjectNode> byName = new TreeMap<>();

    ReadmeExamples() {
        EXAMPLE.matcher(readme()).results().forEach(found -> {
            if (byName.put(found.group(1), parse(found.group(2))) != null) {
                throw new IllegalStateException("The README has two examples of " + found.group(1) + "; keep one");
            }
        });
    }

    Map<String, ObjectNode> all() {
        return byName;
    }

    /** A copy, to spoil at will. */
    ObjectNode of(ContractDocument kind) {
        var example = byName.get(kind.documentName());
        if (example == null) {
            throw new IllegalStateException("The README has no example of " + kind.documentName());
        }
        return example.deepCopy();
    }

    private static ObjectNode parse(String json) {
        try {
            return (ObjectNode) MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An example of the README is no JSON: " + json, e);
        }
    }

    private static String readme() {
        try {
            return Files.readString(Path.of("README.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
