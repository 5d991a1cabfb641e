package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One mapping of a profile while it is read. A value that is wrong is noted as a problem and replaced by one that is
 * valid, so that reading goes on and finds the next; the caller checks the problems before it uses the result.
 */
final class ProfileSection {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,9}");

    /** Replaces a text that is missing or wrong. */
    static final String PLACEHOLDER = "invalid";

    private final String path;
    private final JsonNode node;
    private final List<String> problems;
    private final Set<String> knownKeys = new LinkedHashSet<>();

    ProfileSection(String path, JsonNode node, List<String> problems) {
        this.path = path;
        this.node = node;
        this.problems = problems;
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Reads the mapping under a key; one that is missing is read as empty. */
    <T> T section(String key, Function<ProfileSection, T> reader) {
        JsonNode child = get(key).orElseGet(Json::object);
        if (!child.isObject()) {
            addProblem(key, "must be a mapping of keys to values");
            child = Json.object();
        }
        return new ProfileSection(join(path, key), child, problems).read(reader);
    }

    /** Reads this mapping, then reports the keys that were not read. */
    <T> T read(Function<ProfileSection, T> reader) {
        T value = reader.apply(this);
        node.fieldNames().forEachRemaining(key -> {
            if (!knownKeys.contains(key)) {
                String hint = KeySuggestions.nearest(key, knownKeys)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
                addProblem(key, "is not known here" + hint + " Known are " + String.join(", ", knownKeys));
            }
        });
        return value;
    }

    String text(String key) {
        return optionalText(key).orElseGet(() -> {
            addProblem(key, "is missing or blank; give it a value");
            return PLACEHOLDER;
        });
    }

    String text(String key, String fallback) {
        return optionalText(key).orElse(fallback);
    }

    /** A text that must look a certain way. */
    String text(String key, String fallback, Pattern pattern, String description) {
        String text = text(key, fallback);
        if (!pattern.matcher(text).matches()) {
            addProblem(key, "must be " + description);
            return fallback;
        }
        return text;
    }

    /** Blank is absent. */
    Optional<String> optionalText(String key) {
        return get(key).flatMap(value -> {
            if (!value.isTextual()) {
                addProblem(key, "must be text; put it in quotes");
                return Optional.of(PLACEHOLDER);
            }
            return Optional.of(value.textValue().strip()).filter(text -> !text.isEmpty());
        });
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        get(key).ifPresent(value -> {
            if (!value.isArray()) {
                addProblem(key, "must be a list of texts");
            }
            for (JsonNode element : value) {
                if (element.isTextual() && !element.textValue().isBlank()) {
                    texts.add(element.textValue().strip());
                } else {
                    addProblem(key, "must list texts that are not blank");
                }
            }
        });
        return texts;
    }

    int wholeNumber(String key, int fallback, int min, int max) {
        return get(key).map(value -> {
                    String text = value.asText().strip();
                    boolean number = value.isIntegralNumber() || value.isTextual();
                    if (number && WHOLE_NUMBER.matcher(text).matches()) {
                        int parsed = Integer.parseInt(text);
                        if (parsed >= min && parsed <= max) {
                            return parsed;
                        }
                    }
                    addProblem(key, "must be a whole number from " + min + " to " + max);
                    return fallback;
                })
                .orElse(fallback);
    }

    boolean flag(String key, boolean fallback) {
        return get(key).map(value -> switch (value.asText()) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> {
                        addProblem(key, "must be true or false");
                        yield fallback;
                    }
                })
                .orElse(fallback);
    }

    /** Any keys, any single values. */
    Map<String, String> properties(String key) {
        Map<String, String> properties = new LinkedHashMap<>();
        JsonNode children = get(key).orElseGet(Json::object);
        if (!children.isObject()) {
            addProblem(key, "must be a mapping of property names to values");
        }
        children.properties().forEach(property -> {
            if (property.getValue().isValueNode() && !property.getValue().isNull()) {
                properties.put(property.getKey(), property.getValue().asText());
            } else {
                addProblem(join(key, property.getKey()), "must be a single value");
            }
        });
        return properties;
    }

    void addProblem(String key, String whatIsWrong) {
        problems.add(join(path, key) + ": " + whatIsWrong);
    }

    private Optional<JsonNode> get(String key) {
        knownKeys.add(key);
        return Optional.ofNullable(node.get(key)).filter(value -> !value.isNull());
    }
}
