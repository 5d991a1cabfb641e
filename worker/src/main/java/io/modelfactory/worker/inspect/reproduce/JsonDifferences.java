package io.modelfactory.worker.inspect.reproduce;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where two JSON documents say something else: the first few places, by path. */
final class JsonDifferences {
    private static final int MAX_DIFFERENCES = 5;

    private final List<String> found = new ArrayList<>();

    private JsonDifferences() {}

    /** Empty if one of them is no JSON. */
    static List<String> between(byte[] stored, byte[] again) {
        JsonDifferences differences = new JsonDifferences();
        try {
            differences.compare("", Json.parse(stored), Json.parse(again));
        } catch (IOException noJson) {
            return List.of();
        }
        return differences.found;
    }

    private void compare(String path, JsonNode stored, JsonNode again) {
        if (found.size() >= MAX_DIFFERENCES || stored.equals(again)) {
            return;
        }
        if (stored.isObject() && again.isObject()) {
            Set<String> names = new TreeSet<>();
            stored.fieldNames().forEachRemaining(names::add);
            again.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compare(path + "/" + name, stored.path(name), again.path(name)));
        } else if (stored.isArray() && again.isArray() && stored.size() == again.size()) {
            for (int element = 0; element < stored.size(); element++) {
                compare(path + "/" + element, stored.path(element), again.path(element));
            }
        } else {
            found.add(path + ": stored is " + shown(stored) + ", made again was " + shown(again));
        }
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return "nothing";
        }
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
