package io.modelfactory.worker.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.ChildJvm;
import io.modelfactory.worker.app.Main;
import io.modelfactory.worker.config.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pack of Run/Operate, and what Run/Operate does with it: variables filled in, processes started as they are written.
 */
final class LaunchPack {
    static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(:-([^}]*))?}");

    private final JsonNode document;
    private final Map<String, String> variables;

    LaunchPack(String file, Map<String, String> variables) throws IOException {
        this.document = Yaml.parse(Files.readAllBytes(PROJECT.resolve(file)));
        this.variables = new HashMap<>(variables);
        Path activeRun = PROJECT.resolve(text("/active_run/source_path"));
        this.variables.put("ACTIVE_PLATFORM_RUN_ID", Files.readString(activeRun).strip());
    }

    JsonNode document() {
        return document;
    }

    void set(String variable, String value) {
        variables.put(variable, value);
    }

    /** The text at a JSON pointer, filled in. */
    String text(String pointer) {
        return filled(document.at(pointer).asText());
    }

    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        document.at("/defaults/env")
                .properties()
                .forEach(member -> environment.put(
                        member.getKey(), filled(member.getValue().asText())));
        return environment;
    }

    /** Starts the pack's only process. */
    Process launch(Path log) throws IOException {
        List<String> command = new ArrayList<>();
        document.at("/processes/0/command").forEach(word -> command.add(filled(word.asText())));
        return start(command, log);
    }

    /**
     * Starts a command of {@code deploy/mf} as a process of its own in the pack's folder and environment. The launcher
     * itself would build the jar first, so its Java is started in its place.
     */
    Process start(List<String> command, Path log) throws IOException {
        if (!command.get(0).equals("deploy/mf")) {
            throw new AssertionError("not started by the launcher: " + command);
        }
        List<String> line = ChildJvm.ofThisClassPath(List.of("-Dlogback.configurationFile=logback.xml"), Main.class);
        line.addAll(command.subList(1, command.size()));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(PROJECT.resolve(text("/defaults/cwd")).normalize().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MF_"));
        builder.environment().putAll(environment());
        return builder.start();
    }

    private String filled(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            String value = variables.getOrDefault(found.group(1), "");
            if (value.isEmpty() && found.group(2) == null) {
                throw new AssertionError("the environment has no " + found.group(1));
            }
            String instead = value.isEmpty() ? found.group(3) : value;
            return Matcher.quoteReplacement(instead);
        });
    }
}
