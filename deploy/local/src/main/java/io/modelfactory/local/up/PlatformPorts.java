package io.modelfactory.local.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.local.FreePorts;
import io.modelfactory.local.LocalPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The loopback ports of one data folder. They are the same at each start, unless another program has taken one
 * meanwhile.
 *
 * @param health where the worker answers {@code /livez} and {@code /readyz}
 * @param console where it serves the console
 */
record PlatformPorts(int kafka, int controller, int database, int registry, int health, int console) {
    /** How many there are. */
    static final int COUNT = 6;

    LocalPorts ofServers() {
        return new LocalPorts(kafka, controller, database, registry);
    }

    String databaseUrl() {
        return "jdbc:postgresql://127.0.0.1:" + database + "/" + BackgroundPlatform.DATABASE;
    }

    String healthUrl() {
        return "http://127.0.0.1:" + health;
    }

    String consoleUrl() {
        return "http://127.0.0.1:" + console;
    }

    /**
     * Chooses the ports of a start, and notes them for the next.
     *
     * @param first the first of consecutive ports; empty for those of the last start, or any that are free
     * @throws UpException if one of the given ports is in use
     */
    static PlatformPorts choose(Path file, OptionalInt first) {
        PlatformPorts ports = first.isPresent() ? from(first.getAsInt()) : remembered(file);
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ports.numbers().forEach(document::put);
        JsonFile.write(file, document);
        return ports;
    }

    private Map<String, Integer> numbers() {
        return Map.of(
                "kafka",
                kafka,
                "controller",
                controller,
                "database",
                database,
                "registry",
                registry,
                "health",
                health,
                "console",
                console);
    }

    private static PlatformPorts from(int first) {
        PlatformPorts ports = new PlatformPorts(first, first + 1, first + 2, first + 3, first + 4, first + 5);
        ports.numbers().values().stream()
                .sorted()
                .filter(port -> !FreePorts.isFree(port))
                .findFirst()
                .ifPresent(taken -> {
                    throw new UpException("port %d is in use by another program; --port N needs %d free ports from N on"
                            .formatted(taken, COUNT));
                });
        return ports;
    }

    private static PlatformPorts remembered(Path file) {
        JsonNode last = Files.isRegularFile(file) ? JsonFile.read(file) : JsonNodeFactory.instance.objectNode();
        return new PlatformPorts(
                freeOr(last, "kafka"),
                freeOr(last, "controller"),
                freeOr(last, "database"),
                freeOr(last, "registry"),
                freeOr(last, "health"),
                freeOr(last, "console"));
    }

    private static int freeOr(JsonNode last, String name) {
        int port = last.path(name).asInt();
        return port > 0 && FreePorts.isFree(port) ? port : FreePorts.find();
    }
}
