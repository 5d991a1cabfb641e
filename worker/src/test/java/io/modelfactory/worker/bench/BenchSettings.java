package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.DataSize;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The settings of one benchmark, by name; what is not given has its default. */
record BenchSettings(Map<String, String> values) {

    /** JVM options of the process that is measured, separated by commas. */
    static final String JVM = "jvm";

    /** @param given such as {@code rows=200000} */
    static BenchSettings of(Map<String, String> defaults, List<String> given) {
        Map<String, String> values = new TreeMap<>(defaults);
        for (String setting : given) {
            String[] parts = setting.split("=", 2);
            if (parts.length < 2 || !defaults.containsKey(parts[0])) {
                throw new IllegalArgumentException(
                        setting + " is no setting; give name=value with one of the names " + values.keySet());
            }
            values.put(parts[0], parts[1]);
        }
        return new BenchSettings(values);
    }

    String text(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }

    /** An amount of memory; empty if the setting is blank. */
    Optional<DataSize> size(String name) {
        return Optional.of(text(name)).filter(text -> !text.isBlank()).map(DataSize::new);
    }

    List<String> jvmOptions() {
        return options(JVM);
    }

    /** A list, separated by commas. */
    List<String> options(String name) {
        return Stream.of(text(name).split(","))
                .filter(option -> !option.isBlank())
                .toList();
    }

    List<String> arguments() {
        return values.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    JsonNode toJson() {
        return Json.tree(values);
    }
}
