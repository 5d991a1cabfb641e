package io.modelfactory.worker.kafka;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** A serializer's settings, which come as texts, or from Kafka's own parsing as lists, booleans and passwords. */
final class SerdeSettings {
    private final Map<String, ?> values;

    SerdeSettings(Map<String, ?> values) {
        this.values = values;
    }

    /** A setting that is present and not blank. */
    Optional<String> text(String key) {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(asText(value).strip()).filter(text -> !text.isEmpty());
    }

    /** @throws ConfigException if the setting is neither true nor false */
    boolean flag(String key, boolean unlessSet) {
        return text(key).map(text -> truth(key, text)).orElse(unlessSet);
    }

    private static String asText(Object value) {
        if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(String::valueOf).toList());
        }
        return value instanceof Password password ? password.value() : value.toString();
    }

    private static boolean truth(String key, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new ConfigException(key + " must be true or false, not " + text);
        };
    }
}
