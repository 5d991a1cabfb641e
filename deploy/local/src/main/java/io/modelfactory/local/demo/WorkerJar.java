package io.modelfactory.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The worker's production jar, run as a process of its own with the platform's settings in its environment. */
final class WorkerJar {
    private static final Path JAR = Path.of("worker", "target", "mf-worker.jar");
    private static final Path CLASS_ARCHIVE = Path.of("worker", "target", "mf-worker.jsa");
    private static final String PROFILE = "config/profiles/local.yaml";

    private final Path home;
    private final Map<String, String> environment;

    /** @param home the repository's root, where the worker resolves {@code config/...} */
    WorkerJar(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = Map.copyOf(environment);
    }

    static void requireBuilt(Path home) {
        if (!Files.isRegularFile(home.resolve(JAR))) {
            throw new DemoException(
                    "there is no " + home.resolve(JAR) + ": start the demo with deploy/mf, which builds it");
        }
    }

    /** The release that the worker says it is, for requests to ask for. */
    String release() {
        try {
            Process process = builder(List.of("config", "digest"), List.of("--json"))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            JsonNode digest = new ObjectMapper().readTree(process.getInputStream());
            return digest.at("/parts/service_release_id").asText();
        } catch (IOException e) {
            throw new DemoException("the worker's jar does not say its release: " + e.getMessage(), e);
        }
    }

    /** Starts {@code <command> --profile <local profile> <arguments>}; both output streams go to the log file. */
    Process start(Path log, List<String> command, List<String> arguments) {
        try {
            Process process = builder(command, arguments)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new DemoException("the worker's jar does not start: " + e.getMessage(), e);
        }
    }

    private ProcessBuilder builder(List<String> command, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Files.isRegularFile(home.resolve(CLASS_ARCHIVE))) {
            line.add("-XX:SharedArchiveFile=" + home.resolve(CLASS_ARCHIVE));
            // One of another jar or another Java is passed over, and must not be spoken of on standard output.
            line.add("-Xlog:cds=off");
        }
        line.add("-jar");
        line.add(JAR.toString());
        line.addAll(command);
        line.add("--profile");
        line.add(PROFILE);
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line).directory(home.toFile());
        builder.environment().putAll(environment);
        return builder;
    }
}
