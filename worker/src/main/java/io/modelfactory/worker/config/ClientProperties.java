package io.modelfactory.worker.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Properties handed to a client library as they are. Some of them are secrets by their name; those are masked wherever
 * the properties are shown.
 */
public record ClientProperties(Map<String, String> values) {
    private static final Pattern SECRET_NAME = Pattern.compile(
            ".*(password|passphrase|secret|jaas|token|credential|user\\.info|private|keystore\\.key).*",
            Pattern.CASE_INSENSITIVE);

    public ClientProperties {
        values = Map.copyOf(values);
    }

    public static ClientProperties none() {
        return new ClientProperties(Map.of());
    }

    /** These, overridden by the others. */
    ClientProperties with(Map<String, String> others) {
        Map<String, String> all = new TreeMap<>(values);
        all.putAll(others);
        return new ClientProperties(all);
    }

    @JsonValue
    Map<String, String> masked() {
        Map<String, String> shown = new TreeMap<>(values);
        shown.replaceAll((name, value) -> SECRET_NAME.matcher(name).matches() ? Secret.MASK : value);
        return shown;
    }

    @Override
    public String toString() {
        return masked().toString();
    }
}
